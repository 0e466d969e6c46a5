package import AudioFiles

/// What a job makes of its song; one job can make several.
package enum Product: Equatable, Sendable {
  /// The remix.
  case remix(SongFormat)
  /// A group of the remix's sounds as FLAC, or their sum; after the remix.
  case stem(Stem)
  /// What plays when in the remix, as JSON; after the remix.
  case events
  /// The remix as a PNG picture; after the remix.
  case arrangement
  /// How song and remix look, as JSON; after the remix.
  case waveforms
  /// What is needed to make the remix again, as JSON.
  case recipe
  /// The arrangement that a remix would have, and how it would be written, as text.
  case plan(SongFormat)
  /// The analysis as text of some kind.
  case report(ReportFormat)
  /// The song with a click on every beat.
  case clickTrack(SongFormat)
  /// The analysis as a PNG picture.
  case picture
}

/// A text that tells of an analysis.
package enum ReportFormat: Equatable, Sendable {
  /// All that is known, as JSON.
  case json
  /// madmom's lines of beats.
  case beats
  /// Audacity's labels on beats.
  case beatLabels
  /// Audacity's labels on sections.
  case sectionLabels
  case jams
  /// In plain words.
  case explanation
}
