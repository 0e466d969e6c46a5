import BeatTracking
import Glibc
import Styles

/// Lays out the parts of a remix along its song.
///
/// Each bar of the remix stands for as much of the song. Of all ways to fill the wanted length with whole parts, the one
/// that says most of the song is taken: drops where it is loud, breakdowns where it is quiet, parts that start with its
/// sections, builds into what comes back loudest. A shorter remix leaves out what serves least, a longer one goes round.
struct RemixForm {
  let parts: [RemixPart]

  init(analysis: SongAnalysis, cells: BeatCells, grid: RemixGrid, options: RemixOptions) {
    let wanted = grid.bars(inSeconds: options.length.seconds(forSong: analysis.durationSeconds))
    let lengths = PartLengths(
      options.style.form, wantedBars: wanted, mostBars: grid.bars(inSeconds: options.length.mostSeconds))
    let song = SongOutline(analysis: analysis, cells: cells, unitSeconds: grid.seconds(ofBars: Double(lengths.unit)))
    let search = FormSearch(lengths: lengths, song: song)
    parts = search.bestForm().map { piece in
      let bars = piece.units.lowerBound * lengths.unit..<piece.units.upperBound * lengths.unit
      let place = piece.kind == .ending ? max(song.unitCount - piece.units.count, 0) : piece.songUnit
      let start = song.start(ofUnit: place)
      return RemixPart(
        kind: piece.kind, bars: bars, songStartSeconds: start,
        songEndSeconds: min(start + Double(piece.units.count) * song.unitSeconds, song.endSeconds),
        label: song.label(atSeconds: start))
    }
  }
}
