import BeatTracking
import Glibc

/// The minor key that a remix is built in, and where its bass notes lie.
///
/// A major song is remixed in its relative minor: then the tonic, the minor third (the song's own tonic) and the minor
/// seventh (its fifth) all belong to the song's key.
struct RemixKey: Sendable {
  /// The lowest frequency of a bass note in Hz; the highest lies just under an octave above.
  private static let lowestBass = 40.0

  let tonic: PitchClass
  /// The song's distance from 440 Hz.
  private let tuningCents: Double

  init(song: Key, tuningCents: Double) {
    tonic = song.mode == .minor ? song.tonic : PitchClass(semitonesAboveC: song.tonic.semitonesAboveC + 9)
    self.tuningCents = tuningCents.isFinite ? min(max(tuningCents, -100), 100) : 0
  }

  var key: Key { Key(tonic: tonic, mode: .minor) }

  /// The pitch class `degree` semitones above the tonic.
  func pitchClass(of degree: Int) -> PitchClass {
    PitchClass(semitonesAboveC: tonic.semitonesAboveC + degree)
  }

  /// The fundamental of the bass note `degree` semitones above the tonic, 40..<80 Hz, in tune with the song.
  func bassFrequency(of degree: Int) -> Double {
    // C0 is 57 semitones under the A of 440 Hz.
    let semitones = Double(pitchClass(of: degree).semitonesAboveC - 57) + tuningCents / 100
    var frequency = 440 * pow(2, semitones / 12)
    while frequency < Self.lowestBass { frequency *= 2 }
    while frequency >= 2 * Self.lowestBass { frequency /= 2 }
    return frequency
  }
}
