import Audio
import Styles

/// The bars of a whole remix that are made.
struct PlanWindow {
  let bars: Range<Int>
  /// The samples of the whole remix that are made.
  private let samples: Range<Int>
  var start: Int { samples.lowerBound }

  /// Samples that a stroke on the kit may sound at most.
  private static let longestStroke = WorkingFormat.sampleIndex(atSeconds: 12)

  /// Everything, or for a preview what surrounds the first drop: a quarter leads up to it.
  init(form: [RemixPart], grid: RemixGrid, previewSeconds: Double?) {
    let whole = 0..<(form.last?.bars.upperBound ?? 0)
    guard let previewSeconds else {
      bars = whole
      samples = 0..<grid.sample(bar: whole.count)
      return
    }
    let count = min(max(Int(grid.bars(inSeconds: previewSeconds).rounded()), 1), whole.count)
    let drop = form.first { $0.kind == .drop }?.bars.lowerBound ?? 0
    let first = min(max(drop - count / 4, 0), whole.count - count)
    bars = first..<first + count
    samples = grid.sample(bar: first)..<grid.sample(bar: first + count)
  }

  /// The parts that are made, where they are then.
  func parts(of form: [RemixPart]) -> [RemixPart] {
    form.compactMap { part in
      let kept = part.bars.clamped(to: bars)
      guard !kept.isEmpty else { return nil }
      var part = part
      part.bars = kept.lowerBound - bars.lowerBound..<kept.upperBound - bars.lowerBound
      return part
    }
  }

  /// The events that still sound in the window, moved to its start.
  func events<Event: TimedEvent>(_ events: [Event]) -> [Event] {
    events.filter { $0.output.overlaps(samples) }.map { $0.moved(by: -start) }
  }

  /// The strokes that still sound in the window, moved to its start.
  func strokes(_ hits: [DrumHit]) -> [DrumHit] {
    hits.filter { $0.start > samples.lowerBound - Self.longestStroke && $0.start < samples.upperBound }.map { hit in
      DrumHit(sound: hit.sound, start: hit.start - start, gain: hit.gain)
    }
  }
}

extension TimedEvent {
  fileprivate func moved(by distance: Int) -> Self {
    var moved = self
    moved.move(by: distance)
    return moved
  }
}
