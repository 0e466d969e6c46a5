import ForkPool

/// Does `body` in a process of its own, so that neither threads nor memory of one experiment are another's.
func inOwnProcess<Value: Codable>(_ body: @escaping () throws -> Value) throws(LabFailure) -> Value {
  let outcomes: [Attempt<Value>]
  do {
    outcomes = try ForkPool.map(0..<1, workers: 1, schedule: .partition, timeLimit: .seconds(3_600)) { _ in
      do {
        return Attempt(value: try body(), failure: nil)
      } catch LabFailure.song(let reason) {
        return Attempt(value: nil, failure: reason)
      }
    }
  } catch {
    throw .noResources(reason: "\(error)")
  }
  if let value = outcomes.first?.value { return value }
  throw .song(reason: outcomes.first?.failure ?? "")
}

/// What a process gives back: a value, or what is wrong with the song.
private struct Attempt<Value: Codable>: Codable {
  let value: Value?
  let failure: String?
}
