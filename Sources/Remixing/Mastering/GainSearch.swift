import Audio
import Glibc
import SignalProcessing

/// Finds the gains that bring a remix to its loudness, with the compressor's and the limiter's losses made good.
package struct GainSearch: Sendable {
  private let ceiling: Float
  private let compressor: BusCompressor?
  private let curve: LimiterCurve

  /// Tries at most.
  private static let rounds = 10
  /// A loudness this near, in LU, is taken as met.
  private static let tolerance = 0.02
  /// From here on, in LU, a target is out of reach: more gain would only be limited away.
  private static let farOff = 0.3
  /// Most gain that is ever applied, for remixes of near silence.
  private static let gainLimits = -40.0...30.0
  /// Blocks of the limiter that are looked at together.
  private static let passageLength = 1 << 14
  /// Waves peak higher than samples, by so much among those that a limiter meets.
  private static let usualRise: Float = 1.04

  /// The gains of a master, and what comes of them.
  package struct Finding: Equatable, Sendable {
    /// Before compressor and limiter; 0 for a mix below every gate.
    package var gainDB = 0.0
    /// With the compressor's, for each block of `BlockEnergies`.
    package var gains: [Float] = []
    /// Behind the limiter; `nil` for what is silent or very short.
    package var loudnessLUFS: Double?
    /// Whether more gain would not help.
    package var isOutOfReach = false

    /// As for silence.
    package init() {}

    init(gainDB: Double, gains: [Float], loudnessLUFS: Double?) {
      self.gainDB = gainDB
      self.gains = gains
      self.loudnessLUFS = loudnessLUFS
    }
  }

  /// - Parameters:
  ///   - truePeakCeilingDB: Of the limiter, in dBTP.
  ///   - compression: `nil` leaves the dynamics to the limiter.
  ///   - targetLUFS: What the compressor's threshold and the limiter's speed follow.
  package init(truePeakCeilingDB: Double, compression: BusCompression?, targetLUFS: Double) {
    ceiling = Float(Decibels.gain(fromDB: truePeakCeilingDB))
    compressor = compression.map { BusCompressor($0, targetLUFS: targetLUFS) }
    curve = LimiterCurve(targetLUFS: targetLUFS)
  }

  /// The gains that make the mix as loud as asked, or as nearly so as it gets.
  ///
  /// - Parameters:
  ///   - loudness: Wanted behind the limiter, in LUFS.
  ///   - relief: What is taken off behind the limiter, as `PeakRelief` has it.
  package func gains(
    for levels: borrowing LevelProfile, loudness: Double, relief: Span<Float>
  ) -> Finding {
    let unlimited = Loudness.integrated(blockEnergies: levels.weighted, sampleCount: levels.sampleCount)
    let windowed = compressor?.windowed(levels.aboveBass)
    guard let unlimited else { return outcome(of: 0, levels, windowed: windowed, relief: relief) }
    var gainDB = Self.limited(loudness - unlimited)
    var before: (gainDB: Double, loudness: Double)?
    var found = outcome(of: gainDB, levels, windowed: windowed, relief: relief)
    for _ in 1..<Self.rounds {
      guard let reached = found.loudnessLUFS, abs(loudness - reached) > Self.tolerance else { break }
      var slope = 0.8
      if let before, abs(gainDB - before.gainDB) > 0.01 {
        slope = min(max((reached - before.loudness) / (gainDB - before.gainDB), 0.2), 1)
      }
      before = (gainDB, reached)
      gainDB = Self.limited(gainDB + (loudness - reached) / slope)
      found = outcome(of: gainDB, levels, windowed: windowed, relief: relief)
    }
    found.isOutOfReach = found.loudnessLUFS.map { abs(loudness - $0) > Self.farOff } ?? false
    return found
  }

  /// What comes of a gain.
  package func outcome(of gainDB: Double, _ levels: borrowing LevelProfile, relief: Span<Float>) -> Finding {
    outcome(of: gainDB, levels, windowed: compressor?.windowed(levels.aboveBass), relief: relief)
  }

  /// - Parameter windowed: What the compressor makes of the energies above the bass, whatever the gain.
  private func outcome(
    of gainDB: Double, _ levels: borrowing LevelProfile, windowed: [Float]?, relief: Span<Float>
  ) -> Finding {
    let gain = Decibels.gain(fromDB: gainDB)
    var gains = [Float](repeating: Float(gain), count: levels.aboveBass.count)
    if let compressor, let windowed {
      gains = compressor.gains(for: windowed.span, gain: gain).map { $0 * Float(gain) }
    }
    let losses = losses(gains.span, levels, relief: relief)
    var energies = [Float](repeating: 0, count: gains.count)
    for block in energies.indices {
      energies[block] = levels.weighted[block] * gains[block] * gains[block] * losses[block]
    }
    return Finding(
      gainDB: gainDB, gains: gains,
      loudnessLUFS: Loudness.integrated(blockEnergies: energies.span, sampleCount: levels.sampleCount))
  }

  /// What limiter and relief leave of each block's energy.
  private func losses(_ gains: Span<Float>, _ levels: borrowing LevelProfile, relief: Span<Float>) -> [Float] {
    var losses = [Float](repeating: 1, count: gains.count)
    var span = losses.mutableSpan
    for start in stride(from: 0, to: levels.peaks.count, by: Self.passageLength) {
      let blocks = start..<min(start + Self.passageLength, levels.peaks.count)
      let limited = neededGains(blocks, gains, levels).map { curve.smooth($0) }
      let relieved = PeakRelief.gains(of: relief, blocks: blocks)
      if let limited, let relieved {
        Self.add(zip(limited, relieved).map { $0 * $1 }, from: start, to: &span)
      } else if let gains = limited ?? relieved {
        Self.add(gains, from: start, to: &span)
      }
    }
    return losses
  }

  /// Writes what the gains of the limiter's blocks from `start` on leave of energies.
  private static func add(_ gains: [Float], from start: Int, to losses: inout MutableSpan<Float>) {
    let length = LevelProfile.peaksPerBlock
    for place in 0..<(gains.count + length - 1) / length {
      var mean: Float = 0
      for block in place * length..<min((place + 1) * length, gains.count) {
        mean += gains[block] * gains[block] / Float(length)
      }
      losses[start / length + place] = mean
    }
  }

  /// What each of `blocks` of the limiter, and those that they depend on, may be multiplied by; `nil` if that is 1.
  private func neededGains(
    _ blocks: Range<Int>, _ gains: Span<Float>, _ levels: borrowing LevelProfile
  ) -> [Int32]? {
    let first = blocks.lowerBound - curve.reach
    let known = (first..<blocks.upperBound + curve.reach).clamped(to: levels.peaks.indices)
    var needed: [Int32]?
    for start in stride(from: known.lowerBound / 8 * 8, to: known.upperBound, by: 8) {
      // Two gains for four blocks of the limiter each; most need nothing.
      let place = start / LevelProfile.peaksPerBlock
      if start + 8 <= levels.peaks.count {
        let before = SIMD8(lowHalf: SIMD4(repeating: gains[place]), highHalf: SIMD4(repeating: gains[place + 1]))
        guard any(levels.peaks.vector(from: start) * Self.usualRise * before .> ceiling) else { continue }
      }
      for block in (start..<start + 8).clamped(to: known) {
        let peak = levels.peaks[block] * Self.usualRise * gains[block / LevelProfile.peaksPerBlock]
        guard peak > ceiling else { continue }
        if needed == nil { needed = [Int32](repeating: LimiterCurve.unity, count: blocks.count + 2 * curve.reach) }
        needed?[block - first] = LimiterCurve.wholeNumber(for: ceiling / peak)
      }
    }
    return needed
  }

  private static func limited(_ gainDB: Double) -> Double {
    min(max(gainDB, gainLimits.lowerBound), gainLimits.upperBound)
  }
}
