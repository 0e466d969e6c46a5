/// A remix for a picture: what sounds when, in seconds from its start.
package struct Arrangement: Sendable {
  /// A stretch with a name, such as a drop.
  package struct Part: Sendable {
    package var name: String
    package var span: Range<Double>

    package init(name: String, span: Range<Double>) {
      self.name = name
      self.span = span
    }
  }

  /// A piece of the song.
  package struct SongPiece: Sendable {
    package var span: Range<Double>
    /// Where in the song it starts and ends, from 0 to 1; the other way round if it is played backwards.
    package var from: Double
    package var to: Double
    /// From 0 to 1.
    package var strength: Double

    package init(span: Range<Double>, from: Double, to: Double, strength: Double = 1) {
      self.span = span
      self.from = from
      self.to = to
      self.strength = strength
    }
  }

  /// A note of a pitch; also one tone of a chord.
  package struct Note: Sendable {
    package var span: Range<Double>
    /// In semitones, 69 being A4; need not be whole.
    package var pitch: Double
    /// What plays it, such as a timbre.
    package var voice: String
    /// From 0 to 1.
    package var strength: Double

    package init(span: Range<Double>, pitch: Double, voice: String, strength: Double = 1) {
      self.span = span
      self.pitch = pitch
      self.voice = voice
      self.strength = strength
    }
  }

  /// All strokes of one drum.
  package struct DrumLane: Sendable {
    package var name: String
    /// When, and how strong from 0 to 1.
    package var hits: [(time: Double, strength: Double)]

    package init(name: String, hits: [(time: Double, strength: Double)]) {
      self.name = name
      self.hits = hits
    }
  }

  /// A sound that moves over a stretch.
  package struct Effect: Sendable {
    package enum Motion: Equatable, Sendable {
      case rising
      case falling
      case steady
    }

    package var name: String
    package var span: Range<Double>
    package var motion: Motion

    package init(name: String, span: Range<Double>, motion: Motion) {
      self.name = name
      self.span = span
      self.motion = motion
    }
  }

  /// A corner of the song's filters; between corners they run evenly in pitch.
  package struct FilterCorner: Sendable {
    package var time: Double
    package var highPassHz: Double
    package var lowPassHz: Double

    package init(time: Double, highPassHz: Double, lowPassHz: Double) {
      self.time = time
      self.highPassHz = highPassHz
      self.lowPassHz = lowPassHz
    }
  }

  /// Empty if it is not known.
  package var title = ""
  /// What stands under the title, such as the tempo: names and values.
  package var facts: [(name: String, value: String)] = []
  package var durationSeconds: Double
  package var beatsPerMinute: Double
  package var beatsPerBar = 4
  package var parts: [Part] = []
  package var song: [SongPiece] = []
  package var filter: [FilterCorner] = []
  package var bass: [Note] = []
  package var pads: [Note] = []
  package var drums: [DrumLane] = []
  package var effects: [Effect] = []

  package init(durationSeconds: Double, beatsPerMinute: Double) {
    self.durationSeconds = durationSeconds
    self.beatsPerMinute = beatsPerMinute
  }
}
