import Glibc
import Processes
import SharedMemory
import Supervision
import Synchronization

extension Team {
  /// Has the items `0..<count` done in runs of neighbours, one for each child.
  func divide(_ count: Int) throws(ForkPoolError) -> [[UInt8]] {
    expect(count)
    let children = try forkAll(count)
    do throws(ForkPoolError) {
      try attend(children, over: count)
    } catch {
      for child in children { child.end() }
      throw error
    }
    return allResults()
  }

  private func share(of worker: Int, among count: Int) -> Range<Int> {
    count * worker / workerCount..<count * (worker + 1) / workerCount
  }

  /// A child that has not been waited for, or `nil` afterwards.
  private final class Child {
    var process: ChildProcess?
    var watch = SilenceWatch()

    init(_ process: consuming ChildProcess) {
      self.process = consume process
    }

    /// Ends it at once.
    func end() {
      process?.send(signal: SIGKILL)
      _ = process?.ending()
      process = nil
    }
  }

  private func forkAll(_ count: Int) throws(ForkPoolError) -> [Child] {
    var children: [Child] = []
    for worker in 0..<workerCount {
      do throws(SystemCallError) {
        let process = try ChildProcess.fork(named: "forkpool-\(worker)") {
          enter()
          board.value.workers[worker].stack.keepOwn()
          for item in share(of: worker, among: count) { work(on: item, as: worker) }
          return 0
        }
        board.value.workers[worker].enter(process: process.id)
        children.append(Child(process))
      } catch {
        for child in children { child.end() }
        throw .noResources(reason: "\(error)")
      }
    }
    return children
  }

  /// Waits until all have ended well; throws the first failure.
  private func attend(_ children: [Child], over count: Int) throws(ForkPoolError) {
    let limits = SilenceLimits(ifStopped: itemNanoseconds, usual: itemNanoseconds, longest: itemNanoseconds)
    var attention = Attention()
    while true {
      let living = children.indices.filter { children[$0].process != nil }
      if living.isEmpty { return }
      let exits = living.compactMap { children[$0].process?.exitDescriptor.number }
      _ = Poller.readable(among: exits, timeoutMilliseconds: 100)
      let now = MonotonicClock.nanoseconds()
      attention.look(at: now)
      for worker in living {
        try take(from: worker, attention: attention)
        guard let ending = children[worker].process?.endingIfOver() else {
          try look(at: children[worker], as: worker, limits: limits, listeningSince: attention.start, now: now)
          continue
        }
        children[worker].process = nil
        // What it published before its end counts.
        try take(from: worker, attention: attention)
        // A closure may end its process with a status that says that all is well.
        let isDone = ending.reason == .exited(status: 0) && hasResults(of: share(of: worker, among: count))
        if !isDone { throw failure(ofEnded: worker, ending: ending.reason) }
      }
    }
  }

  private func look(
    at child: Child, as worker: Int, limits: SilenceLimits, listeningSince: UInt64, now: UInt64
  ) throws(ForkPoolError) {
    let finding = child.process?.finding(
      &child.watch, row: board.value.workers[worker], limits: limits, listeningSince: listeningSince, now: now)
    guard case .stuck(let kind, _, let stack) = finding else { return }
    throw failure(for: incident(kind, of: worker, stack: stack))
  }

  private func failure(ofEnded worker: Int, ending: ExitReason) -> ForkPoolError {
    let trace = board.value.workers[worker].stack.latest
    let isOwn = trace.signal != 0 && ending == .signalled(trace.signal)
    return failure(
      for: incident(isOwn ? .crashed : .ended, of: worker, ending: ending, stack: isOwn ? trace : StackTrace()))
  }

  private func incident(
    _ kind: Incident.Kind, of worker: Int, ending: ExitReason? = nil, stack: StackTrace
  ) -> Incident {
    var incident = Incident(kind, process: 0, worker: worker, ending: ending, stack: stack)
    incident.chunk = board.value.workers[worker].chunk.load(ordering: .relaxed)
    return incident
  }
}
