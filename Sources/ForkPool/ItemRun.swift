import Glibc
import Processes
import SharedMemory
import Supervision

/// One map: from items to values, whichever way the children share them.
struct ItemRun<Value> {
  private let count: Int
  private let workerCount: Int
  private let timeLimit: Duration
  private let coding: ResultCoding<Value>
  private let compute: (Int) -> ItemOutcome

  init<Items: Collection>(
    _ items: Items, workers: Int, timeLimit: Duration, coding: ResultCoding<Value>,
    _ transform: @escaping (Items.Element) throws -> Value
  ) throws(ForkPoolError) {
    let allowed = 1...ProcessBoard.workerCapacity
    guard allowed.contains(workers) else { throw .workerCount(workers, allowed: allowed) }
    guard timeLimit > .zero else { throw .timeLimit(timeLimit) }
    let items = Array(items)
    count = items.count
    workerCount = min(workers, items.count)
    self.timeLimit = timeLimit
    self.coding = coding
    compute = { index in
      let value: Value
      do {
        value = try transform(items[index])
      } catch {
        return .threw("\(error)")
      }
      do {
        return .value(try coding.encode(value))
      } catch {
        return .notSerialisable("\(error)")
      }
    }
  }

  /// The values, in the order of the items.
  func results(_ schedule: Schedule) throws(ForkPoolError) -> [Value] {
    guard count > 0 else { return [] }
    try Forkability.check()
    // What the caller has printed but not written yet would be written by each child again.
    fflush(nil)
    // A limit on the size of files holds for shared memory, too, and would end this process instead of being told; and who has
    // its children's ends ignored would never learn of them.
    let actions = SignalActions([SIGXFSZ: .ignored, SIGCHLD: .usual])
    defer { actions.restore() }
    let team = try Team(workerCount: workerCount, itemSeconds: timeLimit / .seconds(1), compute: compute)
    let outcomes =
      switch schedule {
      case .dynamic: try team.share(count)
      case .partition: try team.divide(count)
      }
    return try decoded(outcomes)
  }

  private func decoded(_ outcomes: [[UInt8]]) throws(ForkPoolError) -> [Value] {
    var values: [Value] = []
    values.reserveCapacity(count)
    for (index, bytes) in outcomes.enumerated() {
      do {
        values.append(try coding.decode(bytes))
      } catch {
        throw .item(index, ItemFailure(.notSerialisable("\(error)")))
      }
    }
    return values
  }
}
