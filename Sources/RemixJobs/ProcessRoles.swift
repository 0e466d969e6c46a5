package import Logging

/// What a job's processes do to be told apart in the log.
package struct ProcessRoles {
  package let logger: Logger
  /// The log's descriptor, which every process keeps.
  package let logDescriptor: Int32
  /// Called first in a forked process with its role, such as `worker 3`.
  package let enter: (String) -> Void

  package init(logger: Logger, logDescriptor: Int32, enter: @escaping (String) -> Void) {
    self.logger = logger
    self.logDescriptor = logDescriptor
    self.enter = enter
  }
}
