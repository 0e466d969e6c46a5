package import Audio
import SignalProcessing

/// A stroke on the drums of a song, by ear.
package struct DrumStrike: Equatable, Sendable {
  package enum Drum: Equatable, Sendable, CaseIterable {
    case kick
    case snare
    case hat
  }

  package var seconds: Double
  package var drum: Drum
  /// 0...1 of the song's clearest strokes on this drum.
  package var strength: Float

  package init(seconds: Double, drum: Drum, strength: Float) {
    self.seconds = seconds
    self.drum = drum
    self.strength = strength
  }
}

/// Tells which onsets of a song are strokes on its drums.
///
/// What starts is told by the rise of power, from the 46 ms before an onset to the 46 ms after it, in three bands that
/// each belong to one drum (the bands of FitzGerald, "Automatic Drum Transcription", 2004). A rise counts by its share of
/// the song's strongest ones in the same band.
package enum DrumStrikes {
  /// In Hz; a snare is noise and skin: it must rise in both of its bands.
  private static let kickBand = 35.0...110.0
  private static let skinBand = 160.0...420.0
  private static let noiseBand = 1_800.0...6_000.0
  private static let hatBand = 8_000.0...15_000.0

  private static let frameLength = 2_048
  /// Samples that the frame before an onset ends ahead of it: the onset's own place is sure to a few milliseconds.
  private static let margin = 128
  /// The share of a drum's clear strokes from which a rise counts as a stroke.
  private static let leastShare: Float = 0.3
  /// A stroke is clear above this share of all onsets, by rise.
  private static let clearShare = 0.9

  private struct Rise {
    var kick: Float
    var snare: Float
    var hat: Float
  }

  /// The strokes on a song's drums, in order of time; more than one may fall on an onset.
  ///
  /// - Parameter passed: Called with each onset, when nothing of what was read of the source is needed any more.
  package static func of(
    _ onsets: [Onset], in source: StereoSpan, passed: () -> Void = {}
  ) -> [DrumStrike] {
    var spectrum = ShortTimeSpectrum(length: frameLength)
    let scale = 1 / spectrum.binFrequency
    var (before, after) = ([Float](repeating: 0, count: frameLength / 2), [Float](repeating: 0, count: frameLength / 2))
    let rises = onsets.map { onset in
      passed()
      let place = WorkingFormat.sampleIndex(atSeconds: onset.seconds)
      spectrum.power(of: source, center: place - frameLength / 2 - margin, into: &before)
      spectrum.power(of: source, center: place + frameLength / 2 - margin, into: &after)
      func rise(_ band: ClosedRange<Double>) -> Float {
        let bins = Int(band.lowerBound * scale)...Int(band.upperBound * scale)
        let gained = bins.reduce(Float(0)) { $0 + max(after[$1] - before[$1], 0) }
        return gained.squareRoot()
      }
      return Rise(
        kick: rise(kickBand), snare: (rise(skinBand) * rise(noiseBand)).squareRoot(), hat: rise(hatBand))
    }
    let (kick, snare) = (clear(rises.map(\.kick)), clear(rises.map(\.snare)))
    // A snare's noise is louder than a hat where hats are.
    let hat = clear(rises.filter { $0.snare < leastShare * snare }.map(\.hat))
    return zip(onsets, rises).flatMap { onset, rise in
      let shares = Rise(kick: rise.kick / kick, snare: rise.snare / snare, hat: rise.hat / hat)
      return strikes(at: onset.seconds, shares)
    }
  }

  private static func strikes(at seconds: Double, _ shares: Rise) -> [DrumStrike] {
    var strikes: [DrumStrike] = []
    func add(_ drum: DrumStrike.Drum, _ share: Float) {
      strikes.append(DrumStrike(seconds: seconds, drum: drum, strength: min(share, 1)))
    }
    // A snare has some low end of its own, and its noise covers a hat.
    if shares.snare >= leastShare, shares.snare >= 0.7 * shares.kick {
      add(.snare, shares.snare)
      if shares.kick >= 2 * leastShare { add(.kick, shares.kick) }
    } else {
      if shares.kick >= leastShare { add(.kick, shares.kick) }
      if shares.hat >= leastShare { add(.hat, shares.hat) }
    }
    return strikes
  }

  /// The rise that clear strokes have; never 0.
  private static func clear(_ rises: [Float]) -> Float {
    let sorted = rises.sorted()
    let value = sorted.isEmpty ? 0 : sorted[min(Int(clearShare * Double(sorted.count)), sorted.count - 1)]
    return max(value, 1e-6)
  }
}
