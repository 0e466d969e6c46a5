package import Synthesis

/// Something that sounds at a place of the remix.
protocol TimedEvent {
  /// The samples of the remix that it may touch, apart from fades of a few milliseconds before.
  var output: Range<Int> { get }
}

/// A piece of the song, set to the grid.
package struct SourceSlice: Codable, Equatable, Sendable, TimedEvent {
  /// How the piece fills its place.
  package enum Playback: String, Codable, Equatable, Sendable {
    /// Stretched to the exact length, pitch unchanged.
    case stretched
    /// Slows down to a standstill like a stopped turntable.
    case tapeStop
  }

  /// Samples of the song.
  ///
  /// As long as `output` where nothing is stretched.
  package var source: Range<Int>
  /// Samples of the remix; the attack lies on the first.
  package var output: Range<Int>
  /// Linear factor.
  package var gain: Float
  package var playback: Playback = .stretched
}

/// A note of the bass.
package struct BassNote: Codable, Equatable, Sendable, TimedEvent {
  package var output: Range<Int>
  /// Semitones above the remix's tonic, 0...11.
  package var degree: Int
  package var tone: BassTone
  /// Linear factor.
  package var gain: Float
}

/// A stroke on the drum kit.
package struct DrumHit: Codable, Equatable, Sendable {
  package var sound: DrumSound
  /// The sample of the remix at which the drum's sound starts.
  package var start: Int
  /// Linear factor.
  package var gain: Float
}

/// A climbing noise.
package struct RiserSweep: Codable, Equatable, Sendable, TimedEvent {
  package var output: Range<Int>
  /// The first pitch of its tone, in Hz.
  package var frequency: Double
  /// Linear factor.
  package var gain: Float
}

/// A corner of the curves that filter and fade the song; between corners they run evenly (pitch and decibels).
package struct SourceMix: Codable, Equatable, Sendable {
  /// Hz above which no low-pass is heard.
  package static let openLowPass = 16_000.0
  /// Hz of a high-pass that takes nothing away that a loudspeaker could play.
  package static let openHighPass = 30.0

  /// A sample of the remix.
  package var position: Int
  package var highPassHz: Double
  package var lowPassHz: Double
  package var gainDB: Double
}
