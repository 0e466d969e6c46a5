import ForkPool

/// Does `body` in a process of its own, so that neither threads nor memory of one experiment are another's.
///
/// - Parameter limit: Within which it must have ended: an experiment that hangs says so.
func inOwnProcess<Value: Codable>(
  limit: Duration = .seconds(300), _ body: @escaping () throws -> Value
) throws(LabFailure) -> Value {
  let outcomes: [Outcome<Value>]
  do {
    outcomes = try ForkPool.map(0..<1, workers: 1, schedule: .partition, timeLimit: limit) { _ in
      do {
        return Outcome.value(try body())
      } catch let failure as LabFailure {
        return Outcome.failure(failure)
      }
    }
  } catch {
    throw .noResources(reason: "\(error)")
  }
  switch outcomes[0] {
  case .value(let value): return value
  case .failure(let failure): throw failure
  }
}

/// What a process gives back.
private enum Outcome<Value: Codable>: Codable {
  case value(Value)
  case failure(LabFailure)
}
