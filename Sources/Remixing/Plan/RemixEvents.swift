package import Styles
package import Synthesis

/// Something that sounds over a stretch of the remix.
package protocol TimedEvent {
  /// The samples of the remix that it may touch, apart from fades before.
  var output: Range<Int> { get }

  /// Sounds so many samples later.
  mutating func move(by distance: Int)
}

/// A piece of the song, set to the grid.
package struct SourceSlice: Equatable, Sendable, TimedEvent {
  /// How the piece fills its place.
  package enum Playback: Equatable, Sendable {
    /// Stretched to the exact length, pitch unchanged.
    case stretched
    /// Stretched, then turned round.
    case reversed
    /// Slows down to a standstill like a stopped turntable.
    case tapeStop
  }

  /// Samples of the song.
  package var source: Range<Int>
  /// Samples of the remix; an attack lies on the first.
  package var output: Range<Int>
  /// Linear factor.
  package var gain: Float
  /// Samples before `output` over which it fades in, equal in power.
  package var fadeIn: Int
  /// Samples at the end of `output` over which it fades out.
  package var fadeOut = 0
  package var component = SongLayer.Component.whole
  package var playback = Playback.stretched
  package var semitones = 0.0
  /// The samples of the remix in which a gate lets it through, in order; `nil` for no gate.
  package var gate: [Range<Int>]?
  /// Cutoffs in Hz of filters of its own.
  package var highPassHz: Double?
  package var lowPassHz: Double?

  package mutating func move(by distance: Int) {
    output = output.lowerBound + distance..<output.upperBound + distance
    gate = gate?.map { $0.lowerBound + distance..<$0.upperBound + distance }
  }
}

/// A note of the bass.
package struct BassNote: Equatable, Sendable, TimedEvent {
  package var output: Range<Int>
  /// Semitones above the remix's tonic, 0...11.
  package var semitones: Int
  package var tone: BassTone
  /// Linear factor.
  package var gain: Float

  package mutating func move(by distance: Int) {
    output = output.lowerBound + distance..<output.upperBound + distance
  }
}

/// A held chord.
package struct PadChord: Equatable, Sendable, TimedEvent {
  package var output: Range<Int>
  /// In Hz, from low to high.
  package var frequencies: [Double]
  /// Linear factor.
  package var gain: Float

  package mutating func move(by distance: Int) {
    output = output.lowerBound + distance..<output.upperBound + distance
  }
}

/// A stroke on the drum kit.
package struct DrumHit: Equatable, Sendable {
  package var sound: DrumSound
  /// The sample of the remix at which the drum's sound starts.
  package var start: Int
  /// Linear factor.
  package var gain: Float
}

/// A sound that moves over a stretch of the remix.
package struct EffectSweep: Equatable, Sendable, TimedEvent {
  package enum Sound: String, Equatable, Sendable {
    case riser
    case downLifter
    case vinyl
  }

  package var sound: Sound
  package var output: Range<Int>
  /// Of its noise: a part of the remix made alone sounds as it does in the whole.
  package var seed: Int
  /// The pitch of its tone where it is low, in Hz.
  package var frequency: Double
  /// Linear factor.
  package var gain: Float

  package mutating func move(by distance: Int) {
    output = output.lowerBound + distance..<output.upperBound + distance
  }
}

/// A corner of the curves that filter and fade the song; between corners they run evenly (pitch and decibels).
package struct SourceMix: Equatable, Sendable {
  /// Hz above which no low-pass is heard.
  package static let openLowPass = 16_000.0
  /// Hz of a high-pass that takes nothing away that a loudspeaker could play.
  package static let openHighPass = 30.0
  /// Hz under which a low-pass leaves nothing that a loudspeaker could play.
  package static let closedLowPass = 60.0

  /// A sample of the remix.
  package var position: Int
  package var highPassHz: Double
  package var lowPassHz: Double
  package var gainDB: Double
}
