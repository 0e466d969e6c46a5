import ArgumentParser
import Glibc
import LogBackend
import Logging
import RemixJobs
import SystemPackage

/// Where the log goes and what stands in it.
struct LogOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Append the log to this file instead of standard error.", valueName: "file"))
  var log: PathArgument?

  @Option(help: "Log records from this level on: trace, debug, info, notice, warning, error or critical.")
  var logLevel: LevelArgument = .warning

  @Option(help: "How log records look: text or json.")
  var logFormat: FormatArgument = .text

  /// The roles of a job's processes, with a logger that works in all of them.
  ///
  /// - Parameter asJSON: Whether records on standard error stand among lines of JSON, and must be such themselves.
  func processRoles(asJSON: Bool) throws -> ProcessRoles {
    let descriptor = try openLog()
    let sink: LogSink
    do throws(LogSinkError) {
      sink = try LogSink(descriptor: descriptor)
    } catch {
      throw CommandFailure("cannot log to \(name): \(error)", ExitStatus.cannotCreate)
    }
    let level = logLevel.level
    let format = asJSON && log == nil ? LogFormat.jsonLines : logFormat.format
    LoggingSystem.bootstrap { label in
      ForkSafeLogHandler(label: label, sink: sink, format: format, logLevel: level)
    }
    LogContext.role = "controller"
    // The controller's process id tells the jobs apart that share a log.
    LogContext.job = "\(getpid())"
    return ProcessRoles(logger: Logger(label: "wubremix"), logDescriptor: descriptor) { role in
      LogContext.role = role
    }
  }

  private var name: String { log?.name ?? "standard error" }

  /// Open until the process ends, because every process of the tree writes there.
  private func openLog() throws -> Int32 {
    guard let log, !log.isStandardStream else {
      // Of its own: what else a process writes to standard error is no record.
      let copy = dup(STDERR_FILENO)
      return copy < 0 ? STDERR_FILENO : copy
    }
    do {
      return try FileDescriptor.open(
        log.path, .writeOnly, options: [.append, .create], permissions: FilePermissions(rawValue: 0o644)
      ).rawValue
    } catch {
      throw CommandFailure("cannot open the log \(name): \(error)", ExitStatus.cannotCreate)
    }
  }
}

/// A log level on the command line.
struct LevelArgument: ExpressibleByArgument {
  let level: Logger.Level

  static let warning = LevelArgument(level: .warning)

  init(level: Logger.Level) {
    self.level = level
  }

  init?(argument: String) {
    guard let level = Logger.Level(rawValue: argument) else { return nil }
    self.level = level
  }

  static var allValueStrings: [String] { Logger.Level.allCases.map(\.rawValue) }

  var defaultValueDescription: String { level.rawValue }
}

/// A log format on the command line.
struct FormatArgument: ExpressibleByArgument {
  let format: LogFormat

  static let text = FormatArgument(format: .text, name: "text")

  private let name: String

  private init(format: LogFormat, name: String) {
    self.format = format
    self.name = name
  }

  init?(argument: String) {
    switch argument {
    case "text": self.init(format: .text, name: argument)
    case "json": self.init(format: .jsonLines, name: argument)
    default: return nil
    }
  }

  static var allValueStrings: [String] { ["text", "json"] }

  var defaultValueDescription: String { name }
}
