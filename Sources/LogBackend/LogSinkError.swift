/// Why a ``LogSink`` could not be made.
public enum LogSinkError: Error, Equatable, Sendable {
  /// The file at `path` cannot be opened for appending.
  case cannotOpen(path: String, errno: CInt)

  /// The descriptor is not open.
  case unusableDescriptor(CInt, errno: CInt)

  /// The process has `limit` sinks already.
  case tooManySinks(limit: Int)

  /// The C library has no memory left to register the handler that makes forks safe.
  case cannotRegisterForkHandler(errno: CInt)
}
