package import Audio
import SignalProcessing

/// What a master needs to know of a whole mix, so that a gain can be tried without looking at the samples again.
package struct LevelProfile: ~Escapable {
  /// Samples of the whole mix.
  package let sampleCount: Int
  /// K-weighted energies of the blocks of `BlockEnergies`.
  let weighted: Span<Float>
  /// Their energies without the lowest notes.
  let aboveBass: Span<Float>
  /// The largest magnitude among each `peakLength` samples of both channels.
  let peaks: Span<Float>

  /// Samples under one peak.
  package static let peakLength = 16
  /// Peaks of a block of `BlockEnergies`; a literal, as kernels divide by it.
  static let peaksPerBlock = 4

  /// Views what `measure` wrote.
  @_lifetime(copy weighted, copy aboveBass, copy peaks)
  package init(sampleCount: Int, weighted: Span<Float>, aboveBass: Span<Float>, peaks: Span<Float>) {
    precondition(Self.peaksPerBlock * Self.peakLength == BlockEnergies.blockLength, "four peaks have one energy")
    precondition(
      weighted.count == BlockEnergies.blockCount(forSamples: sampleCount) && aboveBass.count == weighted.count
        && peaks.count == Self.peakCount(forSamples: sampleCount), "levels of the whole mix")
    self.sampleCount = sampleCount
    self.weighted = weighted
    self.aboveBass = aboveBass
    self.peaks = peaks
  }

  package static func peakCount(forSamples count: Int) -> Int {
    (count + peakLength - 1) / peakLength
  }

  /// Writes the peaks of the samples in `range`.
  ///
  /// - Parameters:
  ///   - origin: The number of the mix's first sample.
  ///   - range: Starts at a multiple of `peakLength`; ends at one, or with the mix.
  ///   - peaks: Shape: the peaks that start in `range`.
  package static func measurePeaks(
    of mix: StereoSpan, origin: Int = 0, range: Range<Int>, into peaks: inout MutableSpan<Float>
  ) {
    precondition(range.lowerBound.isMultiple(of: peakLength), "peaks have fixed places")
    let place = range.lowerBound - origin..<range.upperBound - origin
    let (left, right) = (mix.left.extracting(place), mix.right.extracting(place))
    for index in peaks.indices {
      let start = index * peakLength
      guard left.count - start >= peakLength else {
        peaks[index] = (start..<left.count).reduce(0) { max($0, abs(left[$1]), abs(right[$1])) }
        continue
      }
      var largest = SIMD8<Float>()
      for place in stride(from: start, to: start + peakLength, by: 8) {
        largest = largest.larger(unsafe left.vector(unchecked: place).magnitude)
        largest = largest.larger(unsafe right.vector(unchecked: place).magnitude)
      }
      peaks[index] = largest.largest
    }
  }
}
