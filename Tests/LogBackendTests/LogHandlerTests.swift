import Foundation
import LogBackend
import Logging
import Testing

/// One after another: the context is one for the process.
@Suite(.serialized) struct `The log handler` {
  @Test func `writes the levels from its own up`() throws {
    let lines = try logged { logger in
      logger.logLevel = .notice
      for level in Logger.Level.allCases { logger.log(level: level, "at \(level)") }
    }
    #expect(lines.map { $0["level"] as? String } == ["notice", "warning", "error", "critical"])
  }

  @Test func `writes the process's role, job and chunk, and its id`() throws {
    LogContext.role = "worker 3"
    LogContext.job = "j1"
    LogContext.chunk = "7"
    defer {
      LogContext.role = nil
      LogContext.job = nil
      LogContext.chunk = nil
    }
    let line = try #require(try logged { $0.info("hello") }.first)
    #expect(line["role"] as? String == "worker 3")
    #expect(line["job"] as? String == "j1")
    #expect(line["chunk"] as? String == "7")
    #expect(line["pid"] as? Int == Int(getpid()))
  }

  @Test func `takes job and chunk from the metadata before the context`() throws {
    LogContext.job = "j1"
    defer { LogContext.job = nil }
    let line = try #require(try logged { $0.info("hello", metadata: ["job": "j2", "chunk": "9", "k": "v"]) }.first)
    #expect(line["job"] as? String == "j2")
    #expect(line["chunk"] as? String == "9")
    #expect(line["metadata"] as? [String: String] == ["k": "v"])
  }

  @Test func `prefers the statement's metadata to the provider's, and that to the logger's`() throws {
    let provider = Logger.MetadataProvider { ["b": "provider", "c": "provider"] }
    let lines = try logged(metadataProvider: provider) { logger in
      for key in ["a", "b", "c"] { logger[metadataKey: key] = "logger" }
      logger.info("hello", metadata: ["c": "statement"])
    }
    #expect(lines.first?["metadata"] as? [String: String] == ["a": "logger", "b": "provider", "c": "statement"])
  }

  @Test func `names the error of a statement`() throws {
    let lines = try logged { $0.error("no sink", error: LogSinkError.tooManySinks(limit: 64)) }
    #expect(lines.first?["metadata"] as? [String: String] == ["error": "tooManySinks(limit: 64)"])
  }

  @Test func `cuts a context that is too long between characters`() {
    LogContext.role = String(repeating: "\u{00E9}", count: 60)
    #expect(LogContext.role == String(repeating: "\u{00E9}", count: 48))
    LogContext.role = nil
    #expect(LogContext.role == nil)
  }

  /// The records of `body` as objects.
  private func logged(
    metadataProvider: Logger.MetadataProvider? = nil, _ body: (inout Logger) -> Void
  ) throws -> [[String: Any]] {
    let pipe = try madePipe()
    let sink = try LogSink(descriptor: pipe.writing.number)
    var logger = Logger(label: "test") {
      ForkSafeLogHandler(label: $0, sink: sink, format: .jsonLines, metadataProvider: metadataProvider)
    }
    body(&logger)
    return try pipe.reading.read(atMost: 65_536).split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
  }
}
