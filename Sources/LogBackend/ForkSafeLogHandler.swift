import Glibc
public import Logging

/// A handler for swift-log that works in a tree of forked processes.
///
/// ```swift
/// let sink = try LogSink(appendingTo: "remix.log")
/// LoggingSystem.bootstrap { ForkSafeLogHandler(label: $0, sink: sink, format: .jsonLines) }
/// LogContext.role = "controller"
/// let logger = Logger(label: "jobs")
/// // fork(); in the child:
/// LogContext.role = "worker 3"
/// logger.info("ready")
/// ```
///
/// The process id is read when a record is written, so it is right in a child from its first record on. Each record
/// carries the time (UTC, microseconds), level, ``LogContext``, process id, label, message and metadata sorted by key.
///
/// Make loggers before the fork, or while the process has one thread: `Logger(label:)` passes through a lock of swift-log
/// that a fork can catch. Logging with an existing logger takes only locks that a fork reopens.
public struct ForkSafeLogHandler: LogHandler {
  /// The least severe level that is written.
  public var logLevel: Logger.Level
  /// Stands in each record of this logger.
  public var metadata: Logger.Metadata = [:]
  /// Asked for more metadata at each record.
  public var metadataProvider: Logger.MetadataProvider?

  private let label: String
  private let sink: LogSink
  private let format: LogFormat

  /// A handler for one logger; handlers share `sink`.
  public init(
    label: String, sink: LogSink, format: LogFormat = .text, logLevel: Logger.Level = .info,
    metadataProvider: Logger.MetadataProvider? = nil
  ) {
    self.label = label
    self.sink = sink
    self.format = format
    self.logLevel = logLevel
    self.metadataProvider = metadataProvider
  }

  /// One entry of this logger's metadata.
  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  /// Writes one record.
  ///
  /// The statement's metadata overrides the provider's, which overrides the logger's. The keys `job` and `chunk` take the places of those of ``LogContext``; an error stands under `error`.
  public func log(event: LogEvent) {
    var metadata = metadata
    if let provided = metadataProvider?.get() { metadata.merge(provided) { _, new in new } }
    if let own = event.metadata { metadata.merge(own) { _, new in new } }
    if let error = event.error, metadata["error"] == nil { metadata["error"] = .string(String(describing: error)) }
    let job = metadata.removeValue(forKey: "job")?.description ?? LogContext.job
    let chunk = metadata.removeValue(forKey: "chunk")?.description ?? LogContext.chunk

    let record = LogRecord(
      time: .now(), level: event.level, role: LogContext.role, processID: Int(getpid()), job: job, chunk: chunk,
      label: label, message: event.message.description, metadata: metadata)
    sink.write(format.line(for: record, limit: sink.recordLimit))
  }
}
