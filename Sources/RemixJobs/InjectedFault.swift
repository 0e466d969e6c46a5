import Glibc
import Supervision

/// What a job is made to suffer, so that a test can see how the program copes; never in earnest.
package enum InjectedFault: String, CaseIterable, Sendable {
  /// No decoded part and no encoded piece fits behind another, however often it is tried.
  case misfit
  /// The worker that renders the first segment never gets out of a loop.
  case spin
  /// The worker that renders the first segment waits for a lock that it holds itself.
  case deadlock
  /// The worker that renders the first segment reads where there is no memory.
  case crash
  /// Every worker that tries to render the first segment does.
  case poison
  /// The worker that renders the first segment wants ever more memory.
  case hoard

  /// Befalls the worker that is about to do `task`.
  func strike(_ task: WorkerTask) {
    guard TaskKind(task) == .render, task.chunk == 0, task.attempt == 0 || self == .poison else { return }
    switch self {
    case .misfit: return
    case .spin: injectedSpin()
    case .deadlock: injectedDeadlock()
    case .crash, .poison: injectedCrash()
    case .hoard: injectedHoarding()
    }
  }
}

// Functions of their own, so that stacks name them.

@inline(never)
private func injectedSpin() {
  var state: UInt64 = 1
  while state != 0 { state = state &* 6_364_136_223_846_793_005 | 1 }
  print(state)
}

@inline(never)
private func injectedDeadlock() {
  let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  unsafe pthread_mutex_init(mutex, nil)
  unsafe pthread_mutex_lock(mutex)
  unsafe pthread_mutex_lock(mutex)
}

@inline(never)
private func injectedCrash() {
  let nowhere = unsafe UnsafePointer<Int>(bitPattern: 64)
  if let nowhere = unsafe nowhere { unsafe print(nowhere.pointee) }
}

@inline(never)
private func injectedHoarding() {
  var hoard: [[UInt8]] = []
  while true { hoard.append([UInt8](repeating: 1, count: 1 << 22)) }
}
