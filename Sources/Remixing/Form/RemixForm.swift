import BeatTracking
import Styles

/// Lays out the parts of a remix along its song.
///
/// Loud stretches of the song become drops, quiet ones breakdowns that end in a build. Where nothing is quiet, the style
/// tells after how many drops there must be a breakdown. The song's loudest part that comes back is led into by a build
/// of its own. What is too long for the wanted length loses the parts that say least; what is too short goes round.
struct RemixForm {
  let parts: [RemixPart]

  init(analysis: SongAnalysis, cells: BeatCells, grid: RemixGrid, options: RemixOptions) {
    let rules = options.style.form
    let song = SongStretches(analysis: analysis, cells: cells)
    let wanted = grid.bars(inSeconds: options.length.seconds(forSong: song.endSeconds - song.startSeconds))
    var draft = FormDraft(song: song, rules: rules, grid: grid)
    draft.fit(toBars: wanted)
    parts = draft.parts
  }
}

/// The song as alternating loud and quiet stretches.
struct SongStretches {
  struct Stretch: Equatable {
    var startSeconds: Double
    var endSeconds: Double
    /// Of its longest section.
    var label: String
    /// Of its sections: the mean level of the song's cells.
    var level: Float
    var isQuiet: Bool
    /// Holds a section that is a place for a drop.
    var isClimax: Bool

    var seconds: Double { endSeconds - startSeconds }
  }

  /// A section is quiet under this share of the song's usual level.
  private static let quietShare: Float = 0.55

  let stretches: [Stretch]
  var startSeconds: Double { stretches.first?.startSeconds ?? 0 }
  var endSeconds: Double { stretches.last?.endSeconds ?? 0 }

  init(analysis: SongAnalysis, cells: BeatCells) {
    var sections = analysis.sections.filter { $0.endSeconds > $0.startSeconds }
    if sections.isEmpty {
      sections = [Section(startSeconds: 0, endSeconds: analysis.durationSeconds, label: "A", energy: 1)]
    }
    stretches = sections.map { section in
      let level = cells.level(fromSeconds: section.startSeconds, toSeconds: section.endSeconds)
      return Stretch(
        startSeconds: section.startSeconds, endSeconds: section.endSeconds, label: section.label, level: level,
        isQuiet: level < cells.usualLevel * Self.quietShare, isClimax: section.isDropCandidate)
    }
  }
}
