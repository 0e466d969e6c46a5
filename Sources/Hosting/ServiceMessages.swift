import FoundationEssentials
import Processes
package import RemixJobs
package import Sandboxing

/// A try at a work: whatever is said of another one is not about this.
package struct WorkTry: Codable, Hashable, Sendable {
  /// The work's, as the store numbers them.
  package let ticket: Int
  package let attempt: Int

  package init(ticket: Int, attempt: Int) {
    self.ticket = ticket
    self.attempt = attempt
  }
}

/// A work that is to be done.
package struct WorkOrder: Codable, Equatable, Sendable {
  package var attempt: WorkTry
  package var song: String
  package var folder: String
  /// As `WorkRecipe.text`.
  package var recipe: String
  package var workerCount: Int
  package var maxMinutes: Double
  package var maxBytes: Int
  package var sandbox: Sandbox.Mode

  package init(
    attempt: WorkTry, song: String, folder: String, recipe: String, workerCount: Int, maxMinutes: Double, maxBytes: Int,
    sandbox: Sandbox.Mode
  ) {
    self.attempt = attempt
    self.song = song
    self.folder = folder
    self.recipe = recipe
    self.workerCount = workerCount
    self.maxMinutes = maxMinutes
    self.maxBytes = maxBytes
    self.sandbox = sandbox
  }
}

/// What the service tells the host.
package enum ServiceOrder: Codable, Sendable {
  /// It answers requests.
  case ready
  /// It still does, though there is nothing to say.
  case alive
  case start(WorkOrder)
  case cut(WorkTry)
  /// What became of it is stored: nobody needs to be told again.
  case settled(WorkTry)
}

/// What the host tells the service.
package enum HostReport: Codable, Equatable, Sendable {
  /// First of all: the works that it runs, or whose ends nobody has settled, and how often the service was lost before.
  case hello(known: [WorkTry], serviceLosses: Int, isDraining: Bool)
  case progress(WorkTry, stage: String, fraction: Double)
  case analysed(WorkTry, tempo: Double, key: String)
  /// So many bytes of the remix are there; with the first such message comes the file. 0: what was told before is not valid any more.
  case grown(WorkTry, byteCount: Int)
  /// Another product is there while the remix is made, of so many bytes; with the message comes the file.
  case made(WorkTry, WorkFolder.Product, byteCount: Int)
  case ended(WorkTry, WorkOutcome)
  /// Take nothing new; end when all that runs is over.
  case drain
  /// End now.
  case stop
  case settings(ServiceSettings)
}

/// What became of a try.
package enum WorkOutcome: Codable, Equatable, Sendable {
  case done(WorkResult)
  /// The song, or the wish, is at fault: another try would end the same.
  case refused(reason: String)
  /// It ended its processes.
  case crashed(ending: String, stack: String)
  /// The machine had too little for it; it may go better another time.
  case hindered(reason: String)
  /// Somebody wanted it ended.
  case cut
}

/// What there is to know of a finished remix.
package struct WorkResult: Codable, Equatable, Sendable {
  package var seconds: Double
  package var tempo: Double
  package var key: String
  package var warnings: [String]
  package var workerRestarts: Int
  package var elapsedSeconds: Double

  package init(_ summary: JobSummary) {
    seconds = summary.outputSeconds ?? 0
    tempo = summary.song.beatsPerMinute
    key = summary.song.key
    warnings = summary.song.warnings + summary.warnings
    workerRestarts = summary.workerRestarts
    elapsedSeconds = summary.elapsedSeconds
  }
}

extension Sandbox.Mode: Codable {}

/// Messages as the bytes that go through a `MessageSocket`.
package enum MessageCoding {
  package static func bytes(of message: some Encodable) -> [UInt8] {
    guard let bytes = try? JSONEncoder().encode(message) else {
      preconditionFailure("a message of finite numbers is always JSON")
    }
    return Array(bytes)
  }

  /// `nil` for what is no such message.
  package static func message<Message: Decodable>(_ type: Message.Type, from bytes: [UInt8]) -> Message? {
    try? JSONDecoder().decode(type, from: Data(bytes))
  }
}
