import Glibc

/// The song's sections.
struct Form {
  let sections: [Section]

  init(bars: BarGrid, song: SongFeatures, tonality: Tonality, durationSeconds: Double) {
    let whole = Section(startSeconds: 0, endSeconds: durationSeconds, label: "A", energy: 1)
    sections = [whole]
  }
}
