package import BeatTracking
import Glibc

/// The minor key that a remix is built in, and where its notes lie.
///
/// A major song is remixed in its relative minor, which has the same seven notes.
package struct RemixKey: Equatable, Sendable {
  /// Semitones of the natural minor scale's steps above its tonic.
  package static let scale = [0, 2, 3, 5, 7, 8, 10]
  /// The lowest frequency of a bass note in Hz; the highest lies just under an octave above.
  private static let lowestBass = 40.0
  /// The same of a pad's notes.
  private static let lowestPad = 175.0

  package let tonic: PitchClass
  /// The song's distance from 440 Hz.
  private let tuningCents: Double

  init(song: Key, tuningCents: Double) {
    tonic = song.mode == .minor ? song.tonic : PitchClass(semitonesAboveC: song.tonic.semitonesAboveC + 9)
    self.tuningCents = tuningCents.isFinite ? min(max(tuningCents, -100), 100) : 0
  }

  package var key: Key { Key(tonic: tonic, mode: .minor) }

  /// Semitones above the tonic of a step of the scale, from 1 on.
  static func semitones(ofDegree degree: Int) -> Int {
    scale[((degree - 1) % scale.count + scale.count) % scale.count]
  }

  /// The pitch class `semitones` above the tonic.
  func pitchClass(of semitones: Int) -> PitchClass {
    PitchClass(semitonesAboveC: tonic.semitonesAboveC + semitones)
  }

  /// The step of the scale on which `pitch` lies, in semitones above the tonic; `nil` for a note that is not of the key.
  func scaleStep(of pitch: PitchClass) -> Int? {
    let semitones = (pitch.semitonesAboveC - tonic.semitonesAboveC + 12) % 12
    return Self.scale.contains(semitones) ? semitones : nil
  }

  /// The triad of the key's own notes on a step of its scale, in semitones above the tonic.
  static func triad(on semitones: Int) -> [Int] {
    guard let step = scale.firstIndex(of: semitones) else {
      preconditionFailure("a chord stands on a step of the scale")
    }
    return [0, 2, 4].map { scale[(step + $0) % scale.count] }
  }

  /// The fundamental of the bass note `semitones` above the tonic, 40..<80 Hz, in tune with the song.
  package func bassFrequency(of semitones: Int) -> Double {
    frequency(of: semitones, from: Self.lowestBass)
  }

  /// The notes of a pad on the note `semitones` above the tonic, in Hz, rising.
  func padFrequencies(on semitones: Int) -> [Double] {
    let upper = Self.triad(on: semitones).map { frequency(of: $0, from: Self.lowestPad) }.sorted()
    return [frequency(of: semitones, from: Self.lowestPad / 2)] + upper
  }

  private func frequency(of semitones: Int, from lowest: Double) -> Double {
    // C0 is 57 semitones under the A of 440 Hz.
    let distance = Double(pitchClass(of: semitones).semitonesAboveC - 57) + tuningCents / 100
    var frequency = 440 * pow(2, distance / 12)
    while frequency < lowest { frequency *= 2 }
    while frequency >= 2 * lowest { frequency /= 2 }
    return frequency
  }
}
