import CPosixShims
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
  /// The worker that renders the first segment tries to open a file and to make one; ends with status 99 if it can.
  case probeOpen = "probe-open"
  /// It makes a socket; ends with status 99 if it can.
  case probeSocket = "probe-socket"
  /// It tries to become another program; that one ends with status 99.
  case probeExec = "probe-exec"
  /// It traces another process; ends with status 99 if it can.
  case probeTrace = "probe-trace"
  /// It makes code of memory that it has written to; ends with status 99 if it can.
  case probeCode = "probe-code"

  /// Befalls the worker that is about to do `task`.
  func strike(_ task: WorkerTask) {
    guard TaskKind(task) == .render, task.chunk == 0, task.attempt == 0 || self == .poison else { return }
    switch self {
    case .misfit: return
    case .spin: injectedSpin()
    case .deadlock: injectedDeadlock()
    case .crash, .poison: injectedCrash()
    case .hoard: injectedHoarding()
    case .probeOpen: if canOpenFiles() { _exit(99) }
    case .probeSocket: if socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0) >= 0 { _exit(99) }
    case .probeExec: becomeShell()
    case .probeTrace: if shim_trace(getppid()) == 0 { _exit(99) }
    case .probeCode: if canMakeCode() { _exit(99) }
    }
  }
}

private func canOpenFiles() -> Bool {
  let reads = unsafe open("/etc/passwd", O_RDONLY) >= 0
  let path = "/tmp/wubremix-probe-\(getpid())"
  let writes = unsafe open(path, O_WRONLY | O_CREAT, 0o600) >= 0
  if writes { unsafe unlink(path) }
  return reads || writes
}

private func becomeShell() {
  let words = ["sh", "-c", "exit 99"]
  var arguments: [UnsafeMutablePointer<CChar>?] = unsafe words.map { unsafe strdup($0) } + [nil]
  unsafe execv("/bin/sh", &arguments)
}

private func canMakeCode() -> Bool {
  let memory = unsafe mmap(nil, 4_096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
  return unsafe memory != MAP_FAILED && mprotect(memory, 4_096, PROT_READ | PROT_EXEC) == 0
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
