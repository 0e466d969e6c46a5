import FoundationEssentials
import Hosting
import JobQueue
import Logging
import NIOPosix
import Processes
import RemixJobs
import SystemPackage

/// Takes works from the queue, has the host do them, and writes down what became of them.
actor Dispatcher {
  private let store: any JobStore
  private let link: HostLink
  private let folder: DataFolder
  private let shelf: SongShelf
  private let bulletin: Bulletin
  private let counters: Counters
  private let logger: Logger
  /// The host, which outlives this process, and which processes of this machine can tell to be alive.
  private let runner: Runner
  private var settings: ServiceSettings
  private var running: [WorkTry: RunningWork] = [:]
  private(set) var isDraining = false
  /// Whether it is known what the host does: before that nothing may be taken.
  private var hasBegun = false
  private var isPumping = false
  private var hasToPump = false
  /// Until then nothing is taken: the machine had too little for the last one.
  private var pausedUntil: UInt64 = 0
  private var hindrances: [Int: Int] = [:]

  /// A work that the machine has had too little for so often has failed.
  private static let patience = 6

  init(
    store: any JobStore, link: HostLink, folder: DataFolder, shelf: SongShelf, bulletin: Bulletin, counters: Counters,
    runner: Runner,
    settings: ServiceSettings, logger: Logger
  ) {
    self.store = store
    self.link = link
    self.folder = folder
    self.shelf = shelf
    self.bulletin = bulletin
    self.counters = counters
    self.runner = runner
    self.settings = settings
    self.logger = logger
  }

  func use(_ settings: ServiceSettings) async {
    self.settings = settings
    await pump()
  }

  /// Goes on with what the host is doing, and with what others have left.
  ///
  /// - Parameters:
  ///   - known: What the host knows of.
  ///   - hostDrains: Whether nothing new is to be taken.
  func begin(known: [WorkTry], hostDrains: Bool) async throws(JobStoreError) {
    isDraining = isDraining || hostDrains
    let lost = try await store.reclaim(except: runner) { $0.isGone }
    if lost > 0 { logger.notice("\(lost) works are queued again that were in work when an earlier service ended") }
    for lease in try await store.leases(of: runner) {
      if known.contains(WorkTry(lease)) {
        running[WorkTry(lease)] = RunningWork(lease: lease, sound: LiveSound())
      } else {
        // An earlier process took it and could not tell the host any more.
        try await store.giveBack(lease)
      }
    }
    for attempt in known where running[attempt] == nil {
      link.send(.cut(attempt))
      link.send(.settled(attempt))
    }
    hasBegun = true
  }

  /// Takes works as long as there is room.
  func pump() async {
    hasToPump = true
    guard hasBegun, !isPumping else { return }
    isPumping = true
    defer { isPumping = false }
    while hasToPump {
      hasToPump = false
      while !isDraining, activeCount < settings.jobs, MonotonicClock.nanoseconds() >= pausedUntil {
        do {
          guard let lease = try await store.take(by: runner) else { break }
          await start(lease)
        } catch {
          logger.error("the queue cannot be read: \(error)")
          pause(seconds: 1)
          break
        }
      }
    }
  }

  /// How far the work `ticket` is, if it runs.
  func live(_ ticket: Int) -> LiveWork? {
    guard let work = work(ticket), work.outcome == nil else { return nil }
    return LiveWork(
      progress: work.progress, isAudible: work.sound.isAudible, products: Set(work.products.keys))
  }

  func sound(of ticket: Int) -> LiveSound? { work(ticket)?.sound }

  /// What is there of a work that runs; `nil` if it is not.
  func file(of product: WorkFolder.Product, of ticket: Int) -> SharedFile? {
    guard let early = work(ticket)?.products[product], early.isThere else { return nil }
    return early.file
  }

  private func work(_ ticket: Int) -> RunningWork? { running.values.first { $0.lease.ticket == ticket } }

  /// What runs, as others are told.
  var works: [(attempt: WorkTry, progress: Progress, seconds: Double)] {
    running.values.map { work in
      (work.attempt, work.progress, Double(MonotonicClock.nanoseconds() - work.start) / 1e9)
    }.sorted { $0.attempt.ticket < $1.attempt.ticket }
  }

  private var activeCount: Int { running.count }

  private func start(_ lease: Lease) async {
    running[WorkTry(lease)] = RunningWork(lease: lease, sound: LiveSound())
    // Only a hint: what was taken must be started.
    let waiting = (try? await store.counts())?[.queued] ?? 0
    // Those that will soon be in work together share the workers.
    let share = max(1, min(settings.jobs, running.count + waiting))
    logger.info("work \(lease.ticket): started, attempt \(lease.attempt), \(waiting) wait")
    link.send(
      .start(
        WorkOrder(
          attempt: WorkTry(lease), song: folder.song(lease.work.song).string,
          folder: folder.work(lease.ticket).path.string, recipe: lease.work.recipe,
          workerCount: max(1, settings.workers / share), maxMinutes: settings.minutes, maxBytes: settings.uploadBytes,
          sandbox: settings.sandbox)))
    // The place of all others has changed.
    bulletin.postToAll()
  }

  private func pause(seconds: Double) {
    pausedUntil = MonotonicClock.nanoseconds() + UInt64(seconds * 1e9)
  }
}

// What the host tells.
extension Dispatcher {
  func take(_ arrival: HostLink.Arrival) async {
    switch arrival.report {
    case .progress(let attempt, let stage, let fraction):
      guard let progress = running[attempt]?.progress else { return }
      running[attempt]?.progress = Progress(
        stage: stage, percent: fraction * 100, tempo: progress.tempo, key: progress.key)
      bulletin.post(attempt.ticket)
    case .analysed(let attempt, let tempo, let key):
      guard let progress = running[attempt]?.progress else { return }
      running[attempt]?.progress = Progress(stage: progress.stage, percent: progress.percent, tempo: tempo, key: key)
      bulletin.post(attempt.ticket)
    case .grown(let attempt, let byteCount):
      guard let sound = running[attempt]?.sound else { return }
      let wasAudible = sound.isAudible
      sound.grow(to: byteCount, of: arrival.file)
      if sound.isAudible != wasAudible { bulletin.post(attempt.ticket) }
    case .made(let attempt, let product, let byteCount):
      guard running[attempt] != nil, let file = arrival.file else { return }
      running[attempt]?.products[product] = EarlyProduct(file: file, byteCount: byteCount)
      bulletin.post(attempt.ticket)
    case .ended(let attempt, let outcome):
      guard running[attempt] != nil else {
        link.send(.settled(attempt))
        return
      }
      guard running[attempt]?.outcome == nil else { return }
      running[attempt]?.outcome = outcome
      if case .hindered = outcome { hindrances[attempt.ticket, default: 0] += 1 }
      // Reading a large remix takes a while, and others have news meanwhile.
      Task { await settle(attempt) }
    case .drain: await drain()
    case .hello, .stop, .settings: break
    }
  }

  private func drain() async {
    isDraining = true
    bulletin.postToAll()
  }

  /// Whether nothing new is taken and nothing old is left.
  var isDrained: Bool { isDraining && running.isEmpty }

  /// Writes down what became of a work.
  private func settle(_ attempt: WorkTry) async {
    guard let work = running[attempt], let outcome = work.outcome, !work.isSettling else { return }
    running[attempt]?.isSettling = true
    defer { running[attempt]?.isSettling = false }
    do throws(JobStoreError) {
      try await store(outcome, of: work)
    } catch {
      switch error {
      case .leaseLost: logger.warning("work \(attempt.ticket) is somebody else's by now")
      default:
        // Tried again with the next heartbeat; until then it is as if it still ran.
        logger.error("what became of work \(attempt.ticket) cannot be stored: \(error)")
        return
      }
    }
    running[attempt] = nil
    link.send(.settled(attempt))
    bulletin.postToAll()
    // Nobody wants it: its files can go.
    if outcome == .cut { await sweep() }
    await pump()
  }

  private func store(_ outcome: WorkOutcome, of work: RunningWork) async throws(JobStoreError) {
    let lease = work.lease
    switch outcome {
    case .done(let result):
      let path = folder.work(lease.ticket).file(.remix)
      let stored: StoredResult
      do {
        stored = try await Self.stored(result, of: path)
        work.sound.complete(try SharedFile(path), byteCount: stored.bytes)
      } catch {
        logger.error("the remix of work \(lease.ticket) cannot be read: \(error)")
        work.sound.breakOff()
        return try await giveBack(lease, reason: "The server cannot read what it has written.")
      }
      try await store.finish(lease, result: Self.text(of: stored))
      logger.info("work \(lease.ticket): done in \((result.elapsedSeconds * 100).rounded() / 100) s")
      hindrances[lease.ticket] = nil
      counters.add(done: result)
    case .refused(let reason):
      work.sound.breakOff()
      try await store.fail(lease, reason: reason)
      logger.info("work \(lease.ticket): refused: \(reason)")
      counters.addFailed()
    case .crashed(let ending, let stack):
      work.sound.breakOff()
      logger.error("work \(lease.ticket) ended its processes: \(ending)\(stack.isEmpty ? "" : " in \(stack)")")
      if try await store.crash(lease, Crash(ending: ending, stack: stack)) == .quarantined { counters.addFailed() }
      counters.addCrash()
    case .hindered(let reason):
      work.sound.breakOff()
      try await giveBack(lease, reason: reason)
    case .cut:
      work.sound.breakOff()
      try await store.giveBack(lease)
    }
  }

  /// Queues a work again that the machine had too little for, and waits a while; after many times it has failed.
  private func giveBack(_ lease: Lease, reason: String) async throws(JobStoreError) {
    let count = hindrances[lease.ticket] ?? 1
    logger.warning("work \(lease.ticket) could not be done: \(reason)")
    guard count < Self.patience else {
      hindrances[lease.ticket] = nil
      counters.addFailed()
      return try await store.fail(lease, reason: reason)
    }
    pause(seconds: min(0.5 * Double(1 << count), 10))
    try await store.giveBack(lease)
  }

  private static func stored(_ result: WorkResult, of path: FilePath) async throws -> StoredResult {
    try await NIOThreadPool.singleton.runIfActive {
      let file = try FileSystem.openForReading(path)
      let bytes = try FileSystem.status(of: file.number).byteCount
      return StoredResult(
        seconds: result.seconds, bytes: bytes, sha256: try sha256(ofFile: file.number), tempo: result.tempo,
        key: result.key, warnings: result.warnings)
    }
  }

  private static func text(of result: StoredResult) -> String {
    guard let bytes = try? JSONEncoder().encode(result) else {
      preconditionFailure("finite numbers are always JSON")
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

// What is to be done from time to time.
extension Dispatcher {
  /// Seconds between two heartbeats: a few of them are in the time of a lease.
  static let heartbeatSeconds = 5

  /// Keeps the leases, ends what nobody wants any more, and tries again what could not be stored.
  func heartbeat() async {
    for work in Array(running.values) {
      if work.outcome != nil { Task { await settle(work.attempt) } }
      do throws(JobStoreError) {
        try await store.renew(work.lease, progress: work.progress)
      } catch {
        if error == .leaseLost, work.outcome == nil { link.send(.cut(work.attempt)) }
      }
    }
    await pump()
  }

  /// Ends works that nobody wants any more, at once.
  func dropUnwanted(_ ticket: Int) async {
    for work in Array(running.values) where work.lease.ticket == ticket && work.outcome == nil {
      do throws(JobStoreError) {
        try await store.renew(work.lease, progress: work.progress)
      } catch {
        if error == .leaseLost { link.send(.cut(work.attempt)) }
      }
    }
    bulletin.postToAll()
  }

  /// Queues again what others have lost, and forgets what is over and was kept long enough.
  func sweep() async {
    do throws(JobStoreError) {
      _ = try await store.reclaim(except: runner) { $0.isGone }
      try await store.removeJobs(overBefore: Date().timeIntervalSince1970 - settings.keepSeconds)
      _ = try await store.removeUnwantedWorks()
      try await shelf.sweep(store)
    } catch {
      logger.error("what is over cannot be removed: \(error)")
    }
    await pump()
  }

  /// Gives all works back that run, because the service ends.
  func giveAllBack() async {
    isDraining = true
    for work in running.values where work.outcome == nil || work.outcome == .cut {
      try? await store.giveBack(work.lease)
    }
  }
}
