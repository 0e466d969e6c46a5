import BeatTracking
import Styles

extension Arranger {
  /// The note of a bar, in semitones above the tonic.
  ///
  /// Where the song is heard in its own order, its chords decide; elsewhere the style's harmony does.
  func root(ofBar bar: Int, in context: SceneContext) -> Int {
    if case .degrees(let degrees) = style.harmony, !degrees.isEmpty, !context.followsSong {
      return RemixKey.semitones(ofDegree: degrees[(bar - context.part.bars.lowerBound) % degrees.count])
    }
    return songRoot(fromCell: context.firstCell + (bar - context.bars.lowerBound) * Ticks.beatsPerBar)
  }

  /// The root that most of a bar of the song is built on, if it belongs to the key; otherwise the tonic.
  private func songRoot(fromCell first: Int) -> Int {
    guard !cells.isEmpty else { return 0 }
    var weights = [Float](repeating: 0, count: 12)
    for cell in first..<first + Ticks.beatsPerBar {
      let cell = cells.cells[(cell % cells.cells.count + cells.cells.count) % cells.cells.count]
      guard let root = cell.root, let semitones = key.scaleStep(of: root) else { continue }
      // The first beat tells most of a bar's harmony.
      weights[semitones] += (cell.opensBar ? 1.5 : 1) * max(cell.level, 1e-6)
    }
    let best = weights.indices.max { weights[$0] < weights[$1] } ?? 0
    return weights[best] > 0 ? best : 0
  }
}

extension SceneContext {
  /// Whether the song is heard in its own order.
  var followsSong: Bool {
    switch scene.song?.arrangement {
    case .through: true
    case .chops, nil: false
    }
  }
}
