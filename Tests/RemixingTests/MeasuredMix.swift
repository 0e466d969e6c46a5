import Audio
import Remixing
import SignalProcessing

/// A mix and its levels, to be mastered in tests.
struct MeasuredMix {
  let sound: StereoBuffer
  private var weighted: [Float]
  private var aboveBass: [Float]
  private var peaks: [Float]

  init(_ sound: StereoBuffer) {
    self.sound = sound
    let count = BlockEnergies.blockCount(forSamples: sound.count)
    weighted = [Float](repeating: 0, count: count)
    aboveBass = [Float](repeating: 0, count: count)
    peaks = [Float](repeating: 0, count: LevelProfile.peakCount(forSamples: sound.count))
    measure()
  }

  private mutating func measure() {
    // As locals: spans of two parts of one value would overlap in the eyes of the compiler.
    var (weighted, aboveBass) = (weighted, aboveBass)
    var weightedSpan = weighted.mutableSpan
    var aboveBassSpan = aboveBass.mutableSpan
    BlockEnergies.measure(
      sound.span, samples: 0..<sound.count, weighted: &weightedSpan, aboveBass: &aboveBassSpan)
    (self.weighted, self.aboveBass) = (weighted, aboveBass)
    let sound = sound
    var peakSpan = peaks.mutableSpan
    LevelProfile.measurePeaks(of: sound.span, range: 0..<sound.count, into: &peakSpan)
  }

  /// What comes of a gain; `nil` finds the one for `target`.
  func outcome(
    gainDB: Double?, ceilingDB: Double, compression: BusCompression? = nil, target: Double = -14, relief: [Float] = []
  ) -> GainSearch.Finding {
    let search = GainSearch(truePeakCeilingDB: ceilingDB, compression: compression, targetLUFS: target)
    let levels = LevelProfile(
      sampleCount: sound.count, weighted: weighted.span, aboveBass: aboveBass.span, peaks: peaks.span)
    guard let gainDB else { return search.gains(for: levels, loudness: target, relief: relief.span) }
    return search.outcome(of: gainDB, levels, relief: relief.span)
  }

  /// Masters the samples `range`, or all.
  func mastered(
    _ range: Range<Int>? = nil, gainDB: Double?, ceilingDB: Double, compression: BusCompression? = nil,
    target: Double = -14, relief: [Float] = []
  ) -> StereoBuffer {
    let found = outcome(gainDB: gainDB, ceilingDB: ceilingDB, compression: compression, target: target, relief: relief)
    let range = range ?? 0..<sound.count
    var output = StereoBuffer(count: range.count)
    var span = output.mutableSpan
    Master(truePeakCeilingDB: ceilingDB, targetLUFS: target).process(
      sound.span, range: range, peaks: peaks.span, gains: found.gains.span, relief: relief.span, into: &span)
    return output
  }
}
