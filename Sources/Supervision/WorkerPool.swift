import Glibc
import Processes
package import SharedMemory
import Synchronization
import SystemPackage

/// Workers of one kind, forked from this process, that share a queue of tasks.
///
/// A worker is forked knowing all that this process knows, so a job forks a new pool when it has learnt
/// something that its workers need (a plan, say) instead of sending it to them.
package final class WorkerPool {
  /// A finished task and what its worker said of the output.
  package typealias Outcome = (task: WorkerTask, publication: Publication)

  /// What the workers of a pool used, all restarts included.
  package struct Usage: Equatable, Sendable {
    package var cpuSecondsByWorker: [Double]
    package var restarts: Int

    /// Nothing used yet by `workerCount` workers.
    package init(workerCount: Int) {
      cpuSecondsByWorker = Array(repeating: 0, count: workerCount)
      restarts = 0
    }
  }

  private let transport: Transport
  private let board: SharedValue<ProcessBoard>
  private let work: (Int) -> (WorkerTask) -> Publication
  private let keptDescriptors: [Int32]
  private let lifeline: Pipe
  private var state: PoolState
  private let members: [Member]
  private var outcomes: [Outcome] = []
  private var failure: PoolFailure?
  package private(set) var usage: Usage
  private var times = TaskTimes()
  /// Since when the workers have been looked at without a break.
  package private(set) var attention = Attention()

  /// A worker's process and the channel to it; both `nil` while the place is empty.
  private final class Member {
    var process: ChildProcess?
    var channel: (any WorkerChannel)?
    var watch = SilenceWatch()
    /// Stacks that those in its place had written before it was forked.
    var earlierStacks: UInt64 = 0
    /// It was found stuck, and lives until somebody has looked at it, or until the time is over.
    var sentence: (incident: UInt64, deadline: UInt64)?
  }

  /// Forks `workerCount` workers.
  ///
  /// - Parameters:
  ///   - keptDescriptors: What the workers may use besides their channel and stderr; all others are closed in them.
  ///   - work: Called once in each worker with its index, before its first task; gives what does the tasks there.
  package init(
    workerCount: Int, transport: Transport, board: SharedValue<ProcessBoard>, keptDescriptors: [Int32],
    limits: PoolState.Limits = PoolState.Limits(), work: @escaping (Int) -> (WorkerTask) -> Publication
  ) throws {
    self.transport = transport
    self.board = board
    self.keptDescriptors = keptDescriptors
    self.work = work
    lifeline = try Pipe()
    state = PoolState(workerCount: workerCount, limits: limits)
    members = (0..<workerCount).map { _ in Member() }
    usage = Usage(workerCount: workerCount)
    handle(.timePassed)
  }

  /// Tasks that are waiting, being worked on, or finished but not yet taken.
  package var unfinishedCount: Int { state.unfinishedCount + outcomes.count }

  /// Puts `task` at the end of the queue.
  package func submit(_ task: WorkerTask) {
    handle(.submitted(task))
  }

  /// Has `task` done again because its output is not what its worker said.
  package func reject(_ task: WorkerTask) {
    handle(.rejected(task))
  }

  /// The tasks that finished since the last call; waits up to `timeoutMilliseconds` for the first.
  package func finished(timeoutMilliseconds: Int) throws(PoolFailure) -> [Outcome] {
    collect(timeoutMilliseconds: outcomes.isEmpty ? timeoutMilliseconds : 0)
    if let failure { throw failure }
    defer { outcomes.removeAll(keepingCapacity: true) }
    return outcomes
  }

  /// Lets the workers end.
  package func dismiss() {
    for index in members.indices { members[index].channel?.sendEnd() }
  }

  /// Ends the workers at once, whatever they are doing.
  package func abolish() {
    for index in members.indices { members[index].process?.send(signal: SIGKILL) }
    retire()
  }

  /// Waits for the workers, which were dismissed, to end; afterwards `usage` is complete.
  package func retire() {
    let deadline = MonotonicClock.nanoseconds() + 1_000_000_000
    for index in members.indices {
      guard let exit = members[index].process?.exitDescriptor.number else { continue }
      let now = MonotonicClock.nanoseconds()
      let patience = now < deadline ? Int((deadline - now) / 1_000_000) : 0
      if Poller.readable(among: [exit], timeoutMilliseconds: patience).isEmpty {
        members[index].process?.send(signal: SIGKILL)
      }
      if let ending = members[index].process?.ending() { account(ending, of: index) }
      members[index].process = nil
    }
  }
}

extension WorkerPool {
  private func handle(_ event: PoolEvent) {
    var events = [event]
    while !events.isEmpty {
      let now = MonotonicClock.nanoseconds()
      for action in state.handle(events.removeFirst(), now: now) {
        if let next = perform(action) { events.append(next) }
      }
    }
  }

  /// Does `action` and returns the event that follows from it at once, if any.
  private func perform(_ action: PoolAction) -> PoolEvent? {
    switch action {
    case .startWorker(let index):
      return start(index)
    case .give(let task, let index):
      // A worker that ended meanwhile gives its tasks back through its exit descriptor.
      try? members[index].channel?.send(task)
      return nil
    case .deliver(let task, let publication):
      outcomes.append((task, publication))
      return nil
    case .giveUp(let reason):
      if failure == nil { failure = reason }
      return nil
    }
  }

  private func start(_ index: Int) -> PoolEvent {
    do {
      let channel: any WorkerChannel
      switch transport {
      case .shm: channel = try RingChannel(capacity: 8)
      case .pipe: channel = try PipeChannel()
      }
      members[index].earlierStacks = board.value.workers[index].stack.writtenCount
      let process = try ChildProcess.fork(named: "wub-worker-\(index)") {
        if let bytes = state.limits.workerMemoryBytes { try? MemoryLimit.allow(more: bytes) }
        closeDescriptors(except: keptDescriptors + channel.workerDescriptors + [lifeline.readEnd.number])
        let loop = WorkerLoop(channel: channel, lifeline: lifeline.readEnd.number, board: board, index: index)
        return loop.run(work(index))
      }
      board.value.workers[index].enter(process: process.id)
      members[index].watch = SilenceWatch()
      members[index].sentence = nil
      members[index].process = consume process
      members[index].channel = channel
      return .workerStarted(index)
    } catch {
      // A channel that cannot be made now may be had later, like a process.
      return .forkFailed(index, Self.refusal(in: error))
    }
  }

  private static func refusal(in error: any Error) -> SystemCallError {
    switch error {
    case let error as SystemCallError: error
    case SharedMemoryError.unavailable(let error): error
    default: SystemCallError(call: "fallocate", errno: .noMemory)
    }
  }

  /// Ends workers that have a task and show no life: stopped, deadlocked or in an endless loop.
  private func endStuckWorkers() {
    let now = MonotonicClock.nanoseconds()
    attention.look(at: now)
    for index in members.indices {
      if let sentence = members[index].sentence {
        if now >= sentence.deadline || board.value.incidents.isExamined(sentence.incident) {
          members[index].process?.send(signal: SIGKILL)
        }
        continue
      }
      guard let task = state.currentTask(of: index) else { continue }
      let limits = times.silenceLimits(kind: task.kind, attempt: task.attempt, limits: state.limits)
      let finding = members[index].process?.finding(
        &members[index].watch, row: board.value.workers[index], limits: limits, listeningSince: attention.start,
        now: now)
      guard case .stuck(let kind, let silence, let stack) = finding else { continue }
      let number = append(kind, of: index, silence: silence, ending: nil, stack: stack)
      members[index].sentence = (number, now + state.limits.examinationNanoseconds)
    }
  }

  private func append(
    _ kind: Incident.Kind, of index: Int, silence: UInt64, ending: ExitReason?, stack: StackTrace
  ) -> UInt64 {
    var incident = Incident(
      kind, process: board.value.workers[index].processID.load(ordering: .relaxed), worker: index,
      task: state.currentTask(of: index), silenceNanoseconds: silence, ending: ending, stack: stack)
    // Of a task with several chunks it is at this one.
    let chunk = board.value.workers[index].chunk.load(ordering: .relaxed)
    if chunk >= 0 { incident.chunk = chunk }
    return board.value.incidents.append(incident)
  }

  private func collect(timeoutMilliseconds: Int) {
    var descriptors: [Int32] = []
    var owners: [Int] = []
    for index in members.indices {
      guard let exit = members[index].process?.exitDescriptor.number,
        let wake = members[index].channel?.wakeDescriptor
      else { continue }
      descriptors += [exit, wake]
      owners.append(index)
    }
    // Vacant places are looked after at least this often.
    let timeout = min(timeoutMilliseconds, 100)
    let ready = Poller.readable(among: descriptors, timeoutMilliseconds: timeout)
    for position in ready where position % 2 == 1 { receive(from: owners[position / 2]) }
    for position in ready where position % 2 == 0 { bury(owners[position / 2]) }
    endStuckWorkers()
    board.value.supervisor.showLife()
    handle(.timePassed)
  }

  private func receive(from index: Int) {
    members[index].channel?.clearWakeUp()
    while let result = members[index].channel?.receive() {
      if let kind = state.currentTask(of: index)?.kind { times.add(result.nanoseconds, kind: kind) }
      handle(.completed(index, result))
    }
  }

  private func bury(_ index: Int) {
    guard let ending = members[index].process?.endingIfOver() else { return }
    // What it published before its end counts.
    receive(from: index)
    account(ending, of: index)
    usage.restarts += 1
    board.value.workers[index].restarts.add(1, ordering: .relaxed)
    let lastWords = lastWords(of: index, ending: ending.reason)
    if members[index].sentence == nil {
      _ = append(
        lastWords.signal == 0 ? .ended : .crashed, of: index, silence: 0, ending: ending.reason, stack: lastWords)
    }
    members[index].process = nil
    members[index].channel = nil
    handle(
      lastWords.isMemoryShort ? .workerExceededMemory(index, ending.reason) : .workerEnded(index, ending.reason))
  }

  /// The stack that a worker wrote when it crashed; empty if it did not.
  private func lastWords(of index: Int, ending: ExitReason) -> StackTrace {
    guard case .signalled(let signal) = ending,
      board.value.workers[index].stack.writtenCount > members[index].earlierStacks
    else { return StackTrace() }
    let trace = board.value.workers[index].stack.latest
    return trace.signal == signal ? trace : StackTrace()
  }

  private func account(_ ending: ChildProcess.Ending, of index: Int) {
    usage.cpuSecondsByWorker[index] += ending.cpuSeconds
  }
}
