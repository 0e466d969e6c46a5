/// Samples in 16 bits with a scale for each short block: the noise of rounding lies 98 dB below the loudest sample of the
/// block, in half the room.
package enum BlockFloat {
  /// Samples under one scale.
  package static let blockLength = 64

  package static func blockCount(forSamples count: Int) -> Int {
    (count + blockLength - 1) / blockLength
  }

  /// The whole number that stands for the loudest sample of a block.
  private static let unity: Float = 32_767
  /// 1.5 * 2^23: added to a smaller number it rounds it, and leaves the whole number in the lowest bits.
  private static let rounder: Float = 12_582_912

  /// Packs samples from the start of a block on.
  ///
  /// - Parameters:
  ///   - samples: All finite.
  ///   - values: Shape: `samples`.
  ///   - scales: One for each block of `samples`.
  package static func pack(
    _ samples: Span<Float>, into values: inout MutableSpan<Int16>, scales: inout MutableSpan<Float>
  ) {
    precondition(values.count == samples.count && scales.count == blockCount(forSamples: samples.count))
    for block in scales.indices {
      let range = block * blockLength..<min((block + 1) * blockLength, samples.count)
      let peak = peak(of: samples.extracting(range))
      scales[block] = peak / unity
      let factor = peak > 0 ? unity / peak : 0
      // A scale that is subnormal has no reciprocal: what is that soft is silence.
      let usable = factor.isFinite ? factor : 0
      var index = range.lowerBound
      while index + 8 <= range.upperBound {
        let rounded = samples.vector(from: index) * usable + rounder
        let whole = unsafe unsafeBitCast(rounded, to: SIMD8<Int32>.self) &- Int32(bitPattern: rounder.bitPattern)
        values.set(SIMD8<Int16>(truncatingIfNeeded: whole), from: index)
        index += 8
      }
      while index < range.upperBound {
        values[index] = Int16((samples[index] * usable).rounded(.toNearestOrEven))
        index += 1
      }
    }
  }

  /// Unpacks the samples `range`, counted from the start of the first block.
  ///
  /// - Parameters:
  ///   - samples: Has room for them.
  ///   - place: Where in `samples` the first one goes.
  package static func unpack(
    _ values: Span<Int16>, scales: Span<Float>, range: Range<Int>, into samples: inout MutableSpan<Float>, at place: Int
  ) {
    let offset = range.lowerBound - place
    precondition(
      range.lowerBound >= 0 && range.upperBound <= values.count && place >= 0 && samples.count - place >= range.count,
      "the samples must be there and have room")
    var index = range.lowerBound
    while index < range.upperBound {
      let block = index / blockLength
      let end = min((block + 1) * blockLength, range.upperBound)
      let scale = scales[block]
      while index + 8 <= end {
        unsafe samples.set(values.floats(unchecked: index) * scale, unchecked: index &- offset)
        index += 8
      }
      while index < end {
        samples[index - offset] = Float(values[index]) * scale
        index += 1
      }
    }
  }

  private static func peak(of samples: Span<Float>) -> Float {
    var largest = SIMD8<Float>()
    var index = 0
    while index + 8 <= samples.count {
      largest = largest.larger(unsafe samples.vector(unchecked: index).magnitude)
      index += 8
    }
    var peak = largest.largest
    while index < samples.count {
      peak = max(peak, abs(samples[index]))
      index += 1
    }
    return peak
  }
}

extension Span<Int16> {
  /// Eight values from `index` on, as floating-point numbers; the caller has made sure that they are there.
  @unsafe @inline(__always)
  fileprivate func floats(unchecked index: Int) -> SIMD8<Float> {
    unsafe withUnsafeBytes { bytes in
      let offset = index &* MemoryLayout<Int16>.stride
      let values = unsafe bytes.loadUnaligned(fromByteOffset: offset, as: SIMD8<Int16>.self)
      return SIMD8<Float>(SIMD8<Int32>(truncatingIfNeeded: values))
    }
  }
}
