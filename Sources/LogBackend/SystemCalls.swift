import CPosixShims
import Glibc

/// The C side of this module: the only file that sees pointers.
enum SystemCalls {
  /// What a write to a descriptor can do to its caller.
  enum DescriptorKind {
    /// Never blocks for long, never raises SIGPIPE.
    case file
    /// Terminals and devices: may block.
    case stream
    /// Pipes and sockets: may block and raise SIGPIPE.
    case pipe

    fileprivate var code: forklog_kind {
      switch self {
      case .file: FORKLOG_FILE
      case .stream: FORKLOG_STREAM
      case .pipe: FORKLOG_PIPE
      }
    }
  }

  static let lockCount = Int(FORKLOG_LOCK_COUNT)

  static var lastError: CInt { errno }

  /// `nil` when the descriptor is not open.
  static func kind(of descriptor: CInt) -> DescriptorKind? {
    switch forklog_kind_of(descriptor) {
    case CInt(FORKLOG_FILE.rawValue): .file
    case CInt(FORKLOG_STREAM.rawValue): .stream
    case CInt(FORKLOG_PIPE.rawValue): .pipe
    default: nil
    }
  }

  /// A descriptor that appends to `path`, or -1.
  static func open(path: String) -> CInt {
    unsafe forklog_open(path)
  }

  /// One write(2) of the bytes from `offset`; the bytes written, or the negative errno.
  static func write(_ bytes: [UInt8], from offset: Int, to descriptor: CInt, kind: DescriptorKind) -> Int {
    unsafe bytes.withUnsafeBufferPointer { buffer in
      let rest = unsafe UnsafeBufferPointer(rebasing: buffer[offset...])
      return unsafe forklog_write(descriptor, rest.baseAddress, rest.count, kind.code)
    }
  }

  /// Whether `descriptor` takes data, or fails at once, within the limit.
  static func waitUntilWritable(_ descriptor: CInt, limitMilliseconds: Int) -> Bool {
    forklog_wait_writable(descriptor, CInt(limitMilliseconds))
  }

  static func setText(_ text: forklog_text, to value: String) {
    let bytes = Array(value.utf8)
    unsafe bytes.withUnsafeBufferPointer { buffer in
      unsafe forklog_text_set(text, buffer.baseAddress, buffer.count)
    }
  }

  static func text(_ text: forklog_text) -> String {
    let capacity = Int(FORKLOG_TEXT_CAPACITY)
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      count = unsafe forklog_text_get(text, buffer.baseAddress)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The wall clock: whole seconds since 1970 (without leap seconds) and the microseconds beyond them.
  static func wallClock() -> (seconds: Int, microseconds: Int) {
    var now = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &now)
    return (now.tv_sec, now.tv_nsec / 1000)
  }
}
