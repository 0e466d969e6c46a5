import ForkPool
import Glibc
import Processes

/// What is mapped.
enum Experiment: String {
  case squares
  case many
  case uneven
  case words
  case rows
  case records
  case nothing
  case oneItem
  case nested
  case prints
  case captured
  case throwing
  case crash
  case segfault
  case abort
  case exits
  case killed
  case spin
  case block
  case stop
  case task
  case unserialisable
  case infinite
  case threaded
  case afterTask
  case noWorkers
  case minusOneWorker
  case tenThousandWorkers
  case noTime
  case twice
  case forever
  case exitsWell
  case sleeps
  case slowFirst
  case siblingsKilled
  case paused
  case childrenIgnored

  private var workers: Int {
    switch self {
    case .noWorkers: 0
    case .minusOneWorker: -1
    case .tenThousandWorkers: 10_000
    case .prints, .slowFirst: 1
    case .paused: 2
    default: 3
    }
  }

  private var timeLimit: Duration {
    switch self {
    case .spin, .block, .stop, .sleeps: .milliseconds(1_500)
    case .slowFirst: .seconds(1)
    case .paused: .seconds(2)
    case .forever: .seconds(Int64.max)
    case .noTime: .zero
    default: .seconds(60)
    }
  }

  func result(_ schedule: Schedule) throws(ForkPoolError) -> String {
    switch self {
    case .many: return try Self.many(schedule)
    case .words: return "\(try ForkPool.map(["a", "bc", ""], workers: 3, schedule: schedule) { $0 + "!" })"
    case .rows:
      let rows = try ForkPool.map(0..<4, workers: 3, schedule: schedule) {
        [Float](repeating: Float($0), count: $0 * 100_000)
      }
      return "\(rows.map(\.count)) \(rows.map { $0.last ?? -1 })"
    case .records:
      return "\(try ForkPool.map(1...3, workers: 2, schedule: schedule) { Record(number: $0, name: "n\($0)") })"
    case .nothing: return "\(try ForkPool.map([Int](), workers: 3, schedule: schedule) { $0 })"
    case .infinite:
      return
        "\(try ForkPool.map([1], workers: 3, schedule: schedule) { _ in ["x": Double.infinity, "y": -Double.infinity] })"
    case .unserialisable: return "\(try ForkPool.map(0..<9, workers: 3, schedule: schedule) { Refusing(number: $0) })"
    case .nested:
      return
        "\(try ForkPool.map(0..<2, workers: 2, schedule: schedule) { outer in try ForkPool.map(0..<3, workers: 2) { $0 * outer }.reduce(0, +) })"
    case .captured: return try Self.captured(schedule)
    case .siblingsKilled: return Self.siblingsKilled(schedule)
    case .twice:
      _ = try ForkPool.map(0..<5, workers: 3, schedule: schedule) { $0 }
      fallthrough
    default:
      let items = self == .oneItem ? 7..<8 : 0..<9
      let results = try ForkPool.map(items, workers: workers, schedule: schedule, timeLimit: timeLimit) { item in
        try disturb(item)
        return item * item
      }
      return "\(results)"
    }
  }

  private struct Record: Codable {
    let number: Int
    let name: String
  }

  private struct Refusing: Codable {
    let number: Int
    /// Not to be copied bit by bit.
    let name = "n"

    init(number: Int) { self.number = number }

    init(from decoder: any Decoder) throws { number = 0 }

    func encode(to encoder: any Encoder) throws {
      if number == 4 { throw Refusal.thisOne }
      try name.encode(to: encoder)
    }
  }

  private enum Refusal: Error { case thisOne }

  /// Children that are ended before their first item, by the one that is first.
  private static func siblingsKilled(_ schedule: Schedule) -> String {
    var errors: Set<String> = []
    for _ in 0..<40 {
      do {
        _ = try ForkPool.map(0..<4, workers: 4, schedule: schedule) { item in
          if item == 0 { for sibling in siblings() { kill(sibling, SIGKILL) } }
          return item
        }
      } catch {
        errors.insert("\(error)")
      }
    }
    return errors.contains { $0.contains("item -1") } ? "\(errors)" : "no item below 0"
  }

  /// More items than one by one would be quick for.
  private static func many(_ schedule: Schedule) throws(ForkPoolError) -> String {
    let results = try ForkPool.map(0..<200_000, workers: 3, schedule: schedule) { $0 ^ 1 }
    return "\(results.indices.allSatisfy { results[$0] == $0 ^ 1 })"
  }

  /// A file that the caller has open, and that the closure uses.
  private static func captured(_ schedule: Schedule) throws(ForkPoolError) -> String {
    let file = unsafe open("/proc/self/exe", O_RDONLY)
    defer { close(file) }
    let results = try ForkPool.map(0..<3, workers: 3, schedule: schedule) { position in
      var byte: UInt8 = 0
      _ = unsafe pread(file, &byte, 1, off_t(position + 1))
      return byte
    }
    return String(decoding: results, as: UTF8.self)
  }

  /// What the process has done before it maps.
  func prepare() {
    switch self {
    case .threaded:
      var thread = pthread_t()
      unsafe pthread_create(&thread, nil, { unsafe wait($0) }, nil)
    case .childrenIgnored: signal(SIGCHLD, SIG_IGN)
    case .afterTask:
      Task {}
      usleep(50_000)
    case .prints:
      print("before")
    default: break
    }
  }

  /// What befalls item 4.
  private func disturb(_ item: Int) throws {
    if self == .uneven { usleep(UInt32(item * 10_000)) }
    if self == .prints { print("item", item) }
    if self == .slowFirst { rest(milliseconds: item == 0 ? 3_000 : 300) }
    if self == .paused {
      if item == 0 { pauseAll() }
      usleep(200_000)
    }
    guard item == 4 else { return }
    switch self {
    case .throwing: throw Refusal.thisOne
    case .crash: overrun(item)
    case .segfault: unsafe UnsafeMutablePointer<Int>(bitPattern: 8)?.pointee = 1
    case .abort: Glibc.abort()
    case .exits: exit(3)
    case .exitsWell: exit(0)
    case .sleeps: sleep(100)
    case .killed: kill(getpid(), SIGKILL)
    case .spin: turn()
    case .block: waitForNobody()
    case .stop: kill(getpid(), SIGSTOP)
    case .task: Task {}
    default: break
    }
  }
}

@inline(never)
private func overrun(_ item: Int) {
  let few = [1, 2, 3]
  print(few[item])
}

@inline(never)
private func turn() {
  while getpid() != 0 {}
}

private func wait(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  sleep(60)
  return nil
}

@inline(never)
private func waitForNobody() {
  var ends: [Int32] = [0, 0]
  var byte: UInt8 = 0
  _ = unsafe pipe(&ends)
  _ = unsafe read(ends[0], &byte, 1)
}

/// A signal ends a sleep before its time.
private func rest(milliseconds: UInt64) {
  let end = MonotonicClock.nanoseconds() + milliseconds * 1_000_000
  while MonotonicClock.nanoseconds() < end { usleep(10_000) }
}

/// The other children of this process's parent.
private func siblings() -> [Int32] {
  let path = "/proc/\(getppid())/task/\(getppid())/children"
  guard let file = unsafe fopen(path, "r") else { return [] }
  defer { unsafe fclose(file) }
  var line = [CChar](repeating: 0, count: 4_096)
  guard unsafe fgets(&line, 4_096, file) != nil else { return [] }
  let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  return text.split(separator: " ").compactMap { Int32($0) }.filter { $0 != getpid() }
}

/// Has the whole tree stopped for longer than the limit, as Ctrl-Z would.
private func pauseAll() {
  let all = siblings() + [getpid(), getppid()]
  // Not one of the tree, so that it goes on: a shell.
  let numbers = all.map(String.init).joined(separator: " ")
  _ = unsafe system("(kill -STOP \(numbers); sleep 4; kill -CONT \(numbers)) &")
}
