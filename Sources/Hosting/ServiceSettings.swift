import Processes
package import Sandboxing

/// How a service is to be run.
///
/// Everything but the folder has a default that is safe on any machine.
package struct ServiceSettings: Codable, Equatable, Sendable {
  /// Numeric.
  package var listen = "127.0.0.1"
  package var port = 8_080
  /// The folder for songs, remixes and the queue.
  package var data = ""
  package var uploadBytes = 200 << 20
  package var minutes = 20.0
  /// Works that may wait.
  package var waiting = 100
  /// Jobs that a client may submit in an hour; 0: as many as it likes.
  package var perHour = 60
  /// Songs that a client may be sending at the same time.
  package var uploadsPerClient = 4
  /// Works at the same time.
  package var jobs = min(2, Processor.availableCores)
  /// Workers that they share.
  package var workers = Processor.availableCores
  /// How long a job is kept when it is over.
  package var keepSeconds = 86_400.0
  package var drainSeconds = 60.0
  /// Connections at the same time.
  package var connections = 2_048
  /// What whoever sends songs must know; `nil`: anybody may.
  package var token: String?
  /// Whether requests come through a proxy of one's own, which tells whom they are from.
  package var isBehindProxy = false
  package var sandbox = Sandbox.Mode.auto

  package init() {}

  func isOfSamePlace(as other: ServiceSettings) -> Bool {
    (listen, port, data) == (other.listen, other.port, other.data)
  }

  mutating func keepPlace(of other: ServiceSettings) {
    (listen, port, data) = (other.listen, other.port, other.data)
  }
}

/// What came of reading settings.
package enum SettingsReading: Codable, Sendable {
  case settings(ServiceSettings)
  /// What is wrong with them, in words.
  case unusable(reason: String)
}
