/// Searching in events sorted by their starts.
enum EventSearch {
  /// The events that start within `starts`.
  static func indices<Event>(of events: [Event], startingIn starts: Range<Int>, start: (Event) -> Int) -> Range<Int> {
    let first = firstIndex(of: events, startingAtOrAfter: starts.lowerBound, start: start)
    return first..<max(firstIndex(of: events, startingAtOrAfter: starts.upperBound, start: start), first)
  }

  /// The first event that starts at or after `position`; the number of events if there is none.
  static func firstIndex<Event, Position: Comparable>(
    of events: [Event], startingAtOrAfter position: Position, start: (Event) -> Position
  ) -> Int {
    var low = 0
    var high = events.count
    while low < high {
      let middle = (low + high) / 2
      if start(events[middle]) < position { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
