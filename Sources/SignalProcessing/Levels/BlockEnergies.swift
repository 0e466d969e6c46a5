package import Audio

/// The energies of sound, block by block: as the ear weighs it, and without its lowest notes.
///
/// Filters remember the past. So that a block's energies depend on its number alone, however the sound is dealt out, each
/// section of a group of blocks is filtered from its own fixed start; so four sections of both channels can be filtered
/// at once, in the eight lanes of a vector.
package enum BlockEnergies {
  /// Samples of a block.
  package static let blockLength = 64
  /// Samples that are measured together.
  package static let groupLength = 4 * sectionLength
  /// Samples before a group that its first block depends on: 46 ms, in which the 38 Hz high-pass forgets all but 2e-4.
  package static let warmUpLength = 2_048
  /// Below, notes do not count as heard by the second measure: this is where a bass's harmonics begin.
  private static let bassFrequency = 100.0

  private static let sectionLength = 8_192
  private static let blocksPerGroup = groupLength / blockLength

  /// Blocks of a sound, the last of which may be partly silence.
  package static func blockCount(forSamples count: Int) -> Int {
    (count + blockLength - 1) / blockLength
  }

  /// Writes the energies of the blocks that start within the groups of `samples`.
  ///
  /// - Parameters:
  ///   - sound: Around it lies silence.
  ///   - origin: The number of its first sample.
  ///   - samples: Starts at a multiple of `groupLength`; ends at one, or with the sound.
  ///   - weighted: The sums of squares over a block and both channels, after K-weighting. Shape: the blocks in `samples`.
  ///   - aboveBass: The same, after a high-pass at 100 Hz. Shape: the blocks in `samples`.
  package static func measure(
    _ sound: StereoSpan, origin: Int = 0, samples: Range<Int>, weighted: inout MutableSpan<Float>,
    aboveBass: inout MutableSpan<Float>
  ) {
    measure(sound, origin: origin, samples: samples, weighted: &weighted)
    measure(sound, origin: origin, samples: samples, through: LaneBiquad(bassCut), into: &aboveBass)
  }

  /// The same where only the weighted energies matter.
  package static func measure(
    _ sound: StereoSpan, origin: Int = 0, samples: Range<Int>, weighted: inout MutableSpan<Float>
  ) {
    let (shelf, highPass) = (LaneBiquad(KWeightingFilter.shelf), LaneBiquad(KWeightingFilter.highPass))
    measure(
      sound, origin: origin, samples: samples, through: LaneCascade(first: shelf, second: highPass), into: &weighted)
  }

  private static var bassCut: Biquad { Biquad.highPass(at: bassFrequency) }

  private static func measure(
    _ sound: StereoSpan, origin: Int, samples: Range<Int>, through filter: some LaneFilter,
    into energies: inout MutableSpan<Float>
  ) {
    precondition(samples.lowerBound.isMultiple(of: groupLength), "only whole groups have energies of their own")
    precondition(energies.count == blockCount(forSamples: samples.count), "one energy per block")
    var heard = StereoBuffer(count: warmUpLength + groupLength)
    for first in stride(from: 0, to: energies.count, by: blocksPerGroup) {
      let start = samples.lowerBound + first * blockLength - warmUpLength - origin
      copy(sound.left, from: start, to: &heard.left)
      copy(sound.right, from: start, to: &heard.right)
      measure(heard, first: first, through: filter, into: &energies)
    }
  }

  /// One group: `heard` starts with its warm-up.
  ///
  /// One filter at a time: the memory of more does not fit the processor's registers.
  private static func measure(
    _ heard: borrowing StereoBuffer, first: Int, through filter: some LaneFilter,
    into energies: inout MutableSpan<Float>
  ) {
    let span = heard.span
    let (left, right) = (span.left, span.right)
    var filter = filter
    let warmUpBlocks = warmUpLength / blockLength
    let sectionBlocks = sectionLength / blockLength
    for block in 0..<warmUpBlocks + sectionBlocks {
      var energy = SIMD8<Float>()
      for index in block * blockLength..<(block + 1) * blockLength {
        // Decayed filters would compute with subnormal numbers, at a hundredth of the speed.
        let sample = filter.filter(lanes(left, right, at: index) + 1e-18)
        energy += sample * sample
      }
      guard block >= warmUpBlocks else { continue }
      for section in 0..<4 {
        let place = first + section * sectionBlocks + block - warmUpBlocks
        if place < energies.count { energies[place] = energy[section] + energy[section + 4] }
      }
    }
  }

  /// The samples at `index` of each section, left and right.
  @inline(__always)
  private static func lanes(_ left: Span<Float>, _ right: Span<Float>, at index: Int) -> SIMD8<Float> {
    // The last section's end is that of the buffer, which `index` never passes.
    unsafe SIMD8(
      left[unchecked: index], left[unchecked: index &+ sectionLength], left[unchecked: index &+ 2 &* sectionLength],
      left[unchecked: index &+ 3 &* sectionLength], right[unchecked: index], right[unchecked: index &+ sectionLength],
      right[unchecked: index &+ 2 &* sectionLength], right[unchecked: index &+ 3 &* sectionLength])
  }

  private static func copy(_ samples: Span<Float>, from start: Int, to output: inout [Float]) {
    let inside = (start..<start + output.count).clamped(to: 0..<samples.count)
    var span = output.mutableSpan
    let place = inside.isEmpty ? 0..<0 : inside.lowerBound - start..<inside.upperBound - start
    for index in 0..<place.lowerBound { span[index] = 0 }
    for index in place.upperBound..<span.count { span[index] = 0 }
    var slot = span._mutatingExtracting(place)
    slot.copy(samples.extracting(inside))
  }
}

/// A filter over eight sounds at once.
private protocol LaneFilter {
  mutating func filter(_ sample: SIMD8<Float>) -> SIMD8<Float>
}

private struct LaneCascade: LaneFilter {
  var first: LaneBiquad
  var second: LaneBiquad

  @inline(__always)
  mutating func filter(_ sample: SIMD8<Float>) -> SIMD8<Float> { second.filter(first.filter(sample)) }
}

/// In the transposed direct form II.
private struct LaneBiquad: LaneFilter {
  private let (b0, b1, b2): (Float, Float, Float)
  private let (a1, a2): (Float, Float)
  private var first = SIMD8<Float>()
  private var second = SIMD8<Float>()

  init(_ biquad: Biquad) {
    (b0, b1, b2) = (Float(biquad.numerator.0), Float(biquad.numerator.1), Float(biquad.numerator.2))
    (a1, a2) = (Float(biquad.denominator.0), Float(biquad.denominator.1))
  }

  @inline(__always)
  mutating func filter(_ sample: SIMD8<Float>) -> SIMD8<Float> {
    let output = b0 * sample + first
    first = b1 * sample - a1 * output + second
    second = b2 * sample - a2 * output
    return output
  }
}
