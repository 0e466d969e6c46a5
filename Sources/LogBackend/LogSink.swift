import Glibc
import Synchronization

/// Where log records go: a file opened for appending, a pipe or standard error, shared by all threads of a process and
/// by all processes forked from it.
///
/// Each record is built first and then written by one `write` call, so records never interleave:
///
/// - between processes, the kernel sees to it: it appends to a file in one step, and to a pipe if the record
///   has at most 4,096 bytes, to which records for pipes are therefore cut;
/// - between threads, a lock does, as a call that writes only a part (a full disk, a socket) needs a second one.
///
/// The lock exists before any fork, guards no data, and is open again in a forked child (see ``ForkSafety``): a child may
/// log at once, whatever the threads of its parent were doing.
///
/// A record that cannot be written is dropped and counted; nothing is thrown, and nobody waits longer than
/// ``stallLimitMilliseconds`` for a reader that stopped reading. A pipe without readers raises no SIGPIPE here,
/// whether or not the process ignores that signal.
public final class LogSink: Sendable {
  private let descriptor: CInt
  private let ownsDescriptor: Bool
  private let kind: SystemCalls.DescriptorKind
  private let lock: SinkLock
  private let dropped = Atomic<Int>(0)
  /// The reader let the last record time out: the next one only looks, and does not wait.
  private let isStalled = Atomic<Bool>(false)
  /// The last record ended in its middle: the next one starts on a new line.
  private let isTorn = Atomic<Bool>(false)

  /// How long a record waits for a pipe or terminal that takes no data: once, then every further record is dropped
  /// at once until the reader reads again.
  ///
  /// One hole remains: between the look and the write another process can fill the pipe.
  public static let stallLimitMilliseconds = 1000

  /// Opens `path` for appending and makes it if need be (mode 0644); closed with the sink.
  public init(appendingTo path: String, forkSafety: ForkSafety = .reinitialiseInChild) throws(LogSinkError) {
    let lock = try SinkLock(forkSafety: forkSafety)
    let descriptor = SystemCalls.open(path: path)
    guard descriptor >= 0 else { throw .cannotOpen(path: path, errno: SystemCalls.lastError) }
    guard let kind = SystemCalls.kind(of: descriptor) else {
      throw .unusableDescriptor(descriptor, errno: SystemCalls.lastError)
    }
    self.descriptor = descriptor
    self.ownsDescriptor = true
    self.kind = kind
    self.lock = lock
  }

  /// Writes to a descriptor that the caller keeps open and closes; a file needs `O_APPEND`.
  public init(descriptor: CInt, forkSafety: ForkSafety = .reinitialiseInChild) throws(LogSinkError) {
    guard let kind = SystemCalls.kind(of: descriptor) else {
      throw .unusableDescriptor(descriptor, errno: SystemCalls.lastError)
    }
    self.lock = try SinkLock(forkSafety: forkSafety)
    self.descriptor = descriptor
    self.ownsDescriptor = false
    self.kind = kind
  }

  deinit {
    if ownsDescriptor { close(descriptor) }
  }

  /// A sink that writes to standard error.
  public static func standardError() throws(LogSinkError) -> LogSink {
    try LogSink(descriptor: STDERR_FILENO)
  }

  /// How many records this process could not write.
  public var droppedRecordCount: Int { dropped.load(ordering: .relaxed) }

  /// The longest record in bytes, its newline included.
  package var recordLimit: Int {
    // PIPE_BUF of Linux; elsewhere only a bound on what one message can do to a file.
    kind == .pipe ? 4096 : 65_536
  }

  /// Writes one record, which ends with its newline, or drops it.
  package func write(_ record: [UInt8]) {
    withLock {
      if !writeWhole(isTorn.load(ordering: .relaxed) ? [newline] + record : record) {
        dropped.add(1, ordering: .relaxed)
      }
    }
  }

  /// Runs `body` while no other thread can write; for tests of what a fork finds then.
  package func withLock(_ body: () -> Void) {
    lock.acquire()
    body()
    lock.release()
  }

  private func writeWhole(_ bytes: [UInt8]) -> Bool {
    var offset = 0
    while offset < bytes.count {
      guard takesData() else { break }
      let written = SystemCalls.write(bytes, from: offset, to: descriptor, kind: kind)
      if written == -Int(EINTR) { continue }
      // Someone made the shared description non-blocking: `takesData` waits, and gives up at its limit.
      if written == -Int(EAGAIN), kind != .file { continue }
      guard written > 0 else { break }
      offset += written
    }
    if offset > 0 { isTorn.store(offset < bytes.count, ordering: .relaxed) }
    return offset == bytes.count
  }

  private func takesData() -> Bool {
    if kind == .file { return true }
    let limit = isStalled.load(ordering: .relaxed) ? 0 : Self.stallLimitMilliseconds
    let isReady = SystemCalls.waitUntilWritable(descriptor, limitMilliseconds: limit)
    isStalled.store(!isReady, ordering: .relaxed)
    return isReady
  }
}

private let newline = UInt8(ascii: "\n")
