/// What makes a remix a dubstep or another one: tempo, form, and what every part of it plays.
///
/// A style says nothing of any song; its value comes from a style file.
package struct Style: Equatable, Sendable {
  /// The file's name for it, such as `dubstep`.
  package var name: String
  /// One line for people.
  package var about: String
  package var tempo: Tempo
  /// How late every second sixteenth comes: 0 straight, 1/3 as in triplets; below 1.
  package var swing: Double = 0
  package var harmony: Harmony = .degrees([1, 1, 3, 7])
  package var form = FormRules()
  /// What each kind of part plays, scene after scene; a part that is longer starts over.
  ///
  /// A part of 0 bars may have none.
  package var scenes: [PartKind: [Scene]]
  package var mix = MixSettings()

  /// The style of a remix that nobody chose a style for.
  package static let standardName = "dubstep"
  package static var standard: Style {
    guard let style = builtIn(named: standardName) else { preconditionFailure("the standard style is built in") }
    return style
  }

  /// Whether the strokes of the song's own drums are needed.
  package var playsSongDrums: Bool {
    scenes.values.contains { $0.contains(where: \.playsSongDrums) }
  }

  package init(name: String, about: String, tempo: Tempo, scenes: [PartKind: [Scene]]) {
    self.name = name
    self.about = about
    self.tempo = tempo
    self.scenes = scenes
  }

  /// How fast the remix goes.
  package enum Tempo: Equatable, Sendable {
    case beatsPerMinute(Double)
    /// So many times the song's, halved or doubled into 60...240 beats per minute.
    case song(times: Double)
  }

  /// Where the notes of bass and pads come from.
  package enum Harmony: Equatable, Sendable {
    /// Steps of the minor key, 1...7, one for each bar; they go round.
    case degrees([Int])
    /// The roots that the song plays, held to its key.
    case song
  }
}

/// The kinds of parts that a remix is made of.
package enum PartKind: String, Codable, CaseIterable, Sendable {
  /// Leads from the song into the remix.
  case intro
  /// Rises towards a drop.
  case build
  /// Bass and drums over the song cut up.
  case drop
  /// The quiet in between.
  case breakdown
  /// Lets go.
  case ending
}

/// How long the parts are, in bars; all but the drop may be 0, and are left out then.
package struct FormRules: Equatable, Sendable {
  package var introBars = 8
  package var buildBars = 4
  package var dropBars = 16
  package var breakdownBars = 8
  package var endingBars = 4
  /// Drops that may follow each other before there must be a breakdown.
  package var dropsInARow = 2

  package init() {}
}

/// The balance between the layers.
package struct MixSettings: Equatable, Sendable {
  /// How much bass there is to song: 0 is all song, 1 all bass.
  package var wub = 0.5
  /// In decibels, over what is usual.
  package var drumsDB = 0.0
  package var bassDB = 0.0
  package var songDB = 0.0
  package var effectsDB = 0.0
  /// How far song and bass step back for a kick or snare, 0...1.
  package var songDucking = 0.5
  package var bassDucking = 0.85

  package init() {}
}
