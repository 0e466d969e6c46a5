import Styles

/// The bars of a whole remix that are made.
struct PlanWindow {
  let bars: Range<Int>
  /// The first sample of the whole remix that is made.
  let start: Int

  /// Everything, or for a preview what surrounds the first drop: a quarter leads up to it.
  init(form: [RemixPart], grid: RemixGrid, previewSeconds: Double?) {
    let whole = 0..<(form.last?.bars.upperBound ?? 0)
    guard let previewSeconds else {
      bars = whole
      start = 0
      return
    }
    let count = min(max(Int(grid.bars(inSeconds: previewSeconds).rounded()), 1), whole.count)
    let drop = form.first { $0.kind == .drop }?.bars.lowerBound ?? 0
    let first = min(max(drop - count / 4, 0), whole.count - count)
    bars = first..<first + count
    start = grid.sample(bar: first)
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
    guard start > 0 else { return events }
    return events.filter { $0.output.upperBound > start }.map { $0.moved(by: -start) }
  }
}

extension TimedEvent {
  fileprivate func moved(by distance: Int) -> Self {
    var moved = self
    moved.move(by: distance)
    return moved
  }
}
