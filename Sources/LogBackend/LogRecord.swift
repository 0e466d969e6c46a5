package import Logging

/// Everything that one line of the log says.
package struct LogRecord {
  package var time: UTCTime
  package var level: Logger.Level
  package var role: String?
  package var processID: Int
  package var job: String?
  package var chunk: String?
  package var label: String
  package var message: String
  package var metadata: Logger.Metadata

  package init(
    time: UTCTime, level: Logger.Level, role: String?, processID: Int, job: String?, chunk: String?, label: String,
    message: String, metadata: Logger.Metadata
  ) {
    self.time = time
    self.level = level
    self.role = role
    self.processID = processID
    self.job = job
    self.chunk = chunk
    self.label = label
    self.message = message
    self.metadata = metadata
  }
}
