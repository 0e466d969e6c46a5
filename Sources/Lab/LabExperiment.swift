package import SystemPackage

/// A question about processes and threads that this machine answers.
package enum LabExperiment: String, CaseIterable, Sendable {
  case spawn
  case pool
  case transport
  case counter
  case scaling
  case deadlock

  /// What each answers, in a few words.
  package var summary: String {
    switch self {
    case .spawn: "what starting a process or thread, or waking one, costs"
    case .pool: "rendering a remix serially, by threads, by processes, by a pool"
    case .transport: "pipes against shared memory: time, throughput, jitter"
    case .counter: "a counter that several processes count up"
    case .scaling: "a whole remix with more and more workers"
    case .deadlock: "a log's lock held while its process forks"
    }
  }

  /// Makes the experiment.
  ///
  /// - Throws: `LabFailure`, or the `JobFailure` of a remix.
  package func report(_ settings: LabSettings) throws -> LabReport {
    switch self {
    case .spawn: try SpawnExperiment(settings: settings).report()
    case .pool: try PoolExperiment(settings: settings).report()
    case .transport: try TransportExperiment(settings: settings).report()
    case .counter: try CounterExperiment(settings: settings).report()
    case .scaling: try ScalingExperiment(settings: settings).report()
    case .deadlock: try DeadlockExperiment().report()
    }
  }
}

/// How thoroughly, and with what.
package struct LabSettings: Sendable {
  /// Processes or threads that work at a time; `scaling` goes up to twice as many.
  package var workerCount: Int
  /// The song that is remixed; `nil` for one that is made on the spot.
  package var song: FilePath?
  /// For a first look: a tenth of the repetitions, and no big processes.
  package var isQuick = false

  package init(workerCount: Int) {
    self.workerCount = workerCount
  }

  /// `count`, or as many as a first look takes.
  func repetitions(_ count: Int) -> Int { isQuick ? max(count / 10, 2) : count }
}

/// Why an experiment gives no figures.
package enum LabFailure: Error, Codable, Sendable {
  /// The song cannot be used.
  case song(reason: String)
  /// The machine gave no process, memory or file.
  case noResources(reason: String)
  /// Something came out otherwise than it must.
  case contradiction(String)
}
