package import Synthesis

/// Some bars of a part, and what plays in them.
package struct Scene: Equatable, Sendable {
  /// At least 1.
  package var bars: Int
  /// `nil` leaves the song out.
  package var song: SongLayer?
  package var bass: BassLayer?
  package var pad: PadLayer?
  /// All of them play, each going round by itself.
  package var drums: [DrumPattern] = []
  /// What the drums play in the scene's last bar instead; of several, the seed draws one.
  package var fills: [DrumPattern] = []
  package var effects: [SceneEffect] = []
  /// Leaves the last beat of the scene to the song alone.
  package var lastBeatIsSong = false
  /// Strikes the kit where the song's own drums are struck.
  package var playsSongDrums = false

  package init(bars: Int) {
    self.bars = bars
  }
}

/// A value that moves evenly over a scene: decibels as they are, frequencies by the octave.
package struct Sweep: Equatable, Sendable {
  package var from: Double
  package var to: Double

  package init(_ from: Double, to: Double? = nil) {
    self.from = from
    self.to = to ?? from
  }
}

/// The song's part in a scene.
package struct SongLayer: Equatable, Sendable {
  package enum Arrangement: Equatable, Sendable {
    /// In its own order.
    case through
    /// Cut up and put together anew; of several phrases, the seed draws one.
    case chops([ChopPhrase])
  }

  /// What of the song is heard.
  package enum Component: String, Codable, CaseIterable, Sendable {
    case whole
    /// What rings: voices, strings, keys.
    case harmonic
    /// What strikes: the drums.
    case percussive
  }

  package var arrangement: Arrangement = .through
  package var component: Component = .whole
  package var levelDB = Sweep(0)
  /// Cutoffs in Hz; 20 and 20,000 let everything pass.
  package var highPassHz = Sweep(20)
  package var lowPassHz = Sweep(20_000)

  package init() {}
}

/// The bass of a scene.
package struct BassLayer: Equatable, Sendable {
  /// Of several, the seed draws one.
  package var phrases: [BassPhrase]
  package var levelDB = Sweep(0)

  package init(phrases: [BassPhrase]) {
    self.phrases = phrases
  }
}

/// Held chords.
package struct PadLayer: Equatable, Sendable {
  package var levelDB = Sweep(0)

  package init() {}
}

/// A sound that marks a scene's start or end.
package struct SceneEffect: Equatable, Sendable {
  package enum Sound: Equatable, Sendable {
    /// A cymbal or boom on the scene's first beat; those that are played backwards end on its last.
    case hit(DrumSound)
    /// Climbs over the last bars, up to the last beat.
    case riser(bars: Int)
    /// Falls over the first bars.
    case downLifter(bars: Int)
    /// Over the whole scene.
    case vinyl
  }

  package var sound: Sound
  package var levelDB: Double

  package init(_ sound: Sound, levelDB: Double = 0) {
    self.sound = sound
    self.levelDB = levelDB
  }
}
