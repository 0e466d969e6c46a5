extension BeatGrid {
  /// The beats that somebody who knows the song gives.
  ///
  /// - Parameter given: In seconds, rising, at least two.
  init(given: [Double]) {
    precondition(given.count >= 2, "two beats make a tempo")
    let intervals = zip(given.dropFirst(), given).map { $0 - $1 }.sorted()
    beats = given
    beatsPerMinute = 60 / intervals[intervals.count / 2]
    confidence = 1
  }
}
