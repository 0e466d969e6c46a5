import Processes

/// The time that `body` takes, in seconds.
func seconds(_ body: () throws -> Void) rethrows -> Double {
  let start = MonotonicClock.nanoseconds()
  try body()
  return Double(MonotonicClock.nanoseconds() - start) / 1e9
}

/// Measurements of several things in turn, so that what disturbs the machine disturbs all alike.
struct Rounds: Codable {
  /// The things, in order, with their times in microseconds.
  var microseconds: [[Double]]

  /// Does each of `bodies` once a round, until `count` rounds or `limitSeconds` are over; the first round warms up.
  ///
  /// - Parameter bodies: Each gives its own time in seconds.
  init(_ count: Int, limitSeconds: Double, _ bodies: [() throws -> Double]) throws {
    microseconds = bodies.map { _ in [] }
    let end = MonotonicClock.nanoseconds() + UInt64(limitSeconds * 1e9)
    for round in 0...count {
      for (index, body) in bodies.enumerated() {
        let time = try body()
        if round > 0 { microseconds[index].append(time * 1e6) }
      }
      if round > 2, MonotonicClock.nanoseconds() > end { break }
    }
  }
}
