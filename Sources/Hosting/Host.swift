import Glibc
import Logging
package import Processes
package import RemixJobs
import SystemPackage

/// Does the works of a service: the process that forks, beside one that has threads and answers requests.
///
/// The two tell each other what is to be done and what has become of it. Whichever is lost, the other goes on: a service that was
/// killed is forked anew and learns what runs; what a killed host did is queued again by the next service.
package final class Host {
  /// What the service process does: with the descriptor of its end of the connection, until it returns its exit status.
  package typealias ServiceBody = (Int32, ServiceSettings) -> Int32

  private let roles: ProcessRoles
  private let programVersion: String
  /// Descriptors that the service needs besides the connection.
  private let serviceDescriptors: [Int32]
  private let serve: ServiceBody
  private var service: Service?
  private var serviceLosses = 0
  /// Losses since it was last ready.
  private var earlyLosses = 0
  private var hasBeenReady = false
  private var isReady = false
  private var retryAt: UInt64 = 0
  private var works: [WorkTry: HostedWork] = [:]
  private var ending = Ending.none
  private var settings: ServiceSettings
  private let readSettings: () -> SettingsReading
  private var lastLook = MonotonicClock.nanoseconds()

  private enum Ending {
    case none
    /// Works may be finished until then.
    case draining(deadline: UInt64)
    /// The service may put its papers in order until then.
    case stopping(deadline: UInt64, status: Int32)
  }

  /// A service that says nothing for so long hangs.
  private static let serviceSilenceNanoseconds: UInt64 = 30_000_000_000
  /// How long a service may put its papers in order.
  private static let stopNanoseconds: UInt64 = 5_000_000_000
  /// So many services that are lost before they are ready are enough.
  private static let mostEarlyLosses = 8
  /// Messages that may wait for a service that takes none.
  private static let outboxLimit = 10_000

  /// - Parameters:
  ///   - readSettings: Reads them anew.
  package init(
    settings: ServiceSettings, roles: ProcessRoles, programVersion: String, serviceDescriptors: [Int32],
    readSettings: @escaping () -> SettingsReading, serve: @escaping ServiceBody
  ) {
    self.settings = settings
    self.readSettings = readSettings
    self.roles = roles
    self.programVersion = programVersion
    self.serviceDescriptors = serviceDescriptors
    self.serve = serve
  }

  /// Runs until a signal ends it: SIGTERM when all works in progress are finished, or after a while, SIGINT or a second SIGTERM at once.
  ///
  /// - Returns: The exit status: 0 after SIGTERM; the service's, if it could not even begin.
  package func run() throws(SystemCallError) -> Int32 {
    let signals = try SignalReader([SIGINT, SIGTERM, SIGHUP])
    try forkService()
    while true {
      wait(signals.descriptor.number)
      while let signal = signals.next() { take(signal: signal) }
      takeOrders()
      goOn()
      if let status = lookAfterService() {
        for work in works.values { work.cut() }
        return status
      }
    }
  }

  private func wait(_ signals: Int32) {
    var descriptors = [signals]
    if let service { descriptors += [service.link.descriptor.number, service.child.exitDescriptor.number] }
    for work in works.values { descriptors += work.descriptors }
    let isBusy = works.values.contains(where: \.isRunning)
    var milliseconds = isBusy ? 100 : 10_000
    if case .none = ending {} else { milliseconds = 100 }
    if service == nil || service?.outbox.isEmpty == false { milliseconds = 50 }
    _ = Poller.readable(among: descriptors, timeoutMilliseconds: milliseconds)
    let now = MonotonicClock.nanoseconds()
    // This process was stopped itself: nobody's silence until now counts.
    if now - lastLook > 15_000_000_000 { service?.lastWord = now }
    lastLook = now
  }

  private func take(signal: Int32) {
    let now = MonotonicClock.nanoseconds()
    switch (signal, ending) {
    case (SIGHUP, .none):
      reload()
    case (SIGHUP, _): break
    case (SIGTERM, .none):
      ServiceManager.notify(.stopping, status: "finishing what is in work")
      ending = .draining(deadline: now + UInt64(settings.drainSeconds * 1e9))
      tell(.drain)
    case (_, .stopping): break
    default: stop(status: signal == SIGTERM ? 0 : 128 + signal)
    }
  }

  private func reload() {
    ServiceManager.notify(.reloading, status: "reading the settings anew")
    switch readSettings() {
    case .settings(var new):
      if !new.isOfSamePlace(as: settings) {
        roles.logger.warning("another address, port or folder takes a restart; the rest of the settings is in force")
        new.keepPlace(of: settings)
      }
      settings = new
      tell(.settings(new))
    case .unusable(let reason):
      roles.logger.error("the settings stay as they are: \(reason)")
    }
    // Otherwise whoever is ready next says so.
    if isReady { ServiceManager.notify(.ready, status: "taking songs") }
  }

  /// Ends all works, and gives the service a moment to note that.
  private func stop(status: Int32) {
    ServiceManager.notify(.stopping, status: "ending")
    ending = .stopping(deadline: MonotonicClock.nanoseconds() + Self.stopNanoseconds, status: status)
    for work in works.values { work.cut() }
    tell(.stop)
  }
}

// The works.
extension Host {
  /// Lets each work go on that something has happened to.
  private func goOn() {
    for work in works.values where work.goOn() { report(endOf: work) }
    if case .draining(let deadline) = ending, MonotonicClock.nanoseconds() >= deadline { stop(status: 0) }
  }

  private func start(_ order: WorkOrder) {
    if case .stopping = ending { return }
    guard works[order.attempt] == nil else { return }
    guard let recipe = WorkRecipe(text: order.recipe) else {
      let words = "The wish was written down by another version of this program. Send the song again."
      let work = HostedWork(order, outcome: .refused(reason: words))
      works[order.attempt] = work
      return report(endOf: work)
    }
    do throws(JobFailure) {
      works[order.attempt] = try HostedWork(order, recipe, roles: roles, programVersion: programVersion) {
        [weak self] work, update in
        self?.report(update, of: work)
      }
    } catch {
      let work = HostedWork(order, outcome: WorkOutcome(error))
      works[order.attempt] = work
      report(endOf: work)
    }
  }

  private func report(_ update: JobRun.Update, of work: HostedWork) {
    switch update {
    case .progress:
      // Of no use any more when it has waited: the next one says more.
      if let progress = work.news.progress, service?.outbox.isEmpty == true,
        progress != service?.lastProgress[work.attempt]
      {
        service?.lastProgress[work.attempt] = progress
        tell(progress)
      }
    case .analysed:
      if let analysed = work.news.analysed { tell(analysed) }
    case .grown(let byteCount): reportGrowth(of: work, byteCount)
    case .made:
      if let made = work.news.made.last { reportProduct(of: work, made.product, made.byteCount) }
    case .complete: break
    }
  }

  private func reportProduct(of work: HostedWork, _ product: WorkFolder.Product, _ byteCount: Int) {
    // Without it there is nothing to look at yet; it comes with the remix all the same.
    guard let file = try? work.open(product) else { return }
    tell(.made(work.attempt, product, byteCount: byteCount), with: file)
  }

  private func reportGrowth(of work: HostedWork, _ byteCount: Int) {
    let message = HostReport.grown(work.attempt, byteCount: byteCount)
    guard service?.hasSound.contains(work.attempt) == false else { return tell(message) }
    // Without it nobody can listen yet; the remix comes all the same.
    guard let sound = try? work.open(.remix) else { return }
    service?.hasSound.insert(work.attempt)
    tell(message, with: sound)
  }

  private func report(endOf work: HostedWork) {
    guard let outcome = work.news.outcome else { return }
    tell(.ended(work.attempt, outcome))
  }
}

// The service.
extension Host {
  /// A service process, and what it has been told.
  private final class Service {
    let child: ChildProcess
    let link: MessageSocket
    var lastWord = MonotonicClock.nanoseconds()
    /// What it has had no room for yet.
    var outbox: [Letter] = []
    var lastProgress: [WorkTry: HostReport] = [:]
    var hasSound = Set<WorkTry>()
    var hasFailed = false

    init(child: consuming ChildProcess, link: consuming MessageSocket) {
      self.child = child
      self.link = link
    }
  }

  /// A message on its way, with the file that belongs to it.
  private final class Letter {
    let bytes: [UInt8]
    let file: Descriptor?

    init(_ bytes: [UInt8], file: consuming Descriptor?) {
      self.bytes = bytes
      self.file = file
    }

    var number: Int32? {
      switch file {
      case .some(let file): file.number
      case nil: nil
      }
    }
  }

  private func forkService() throws(SystemCallError) {
    let ends = try MessageSocket.pair()
    let (kept, serve, roles, settings) = (serviceDescriptors, self.serve, self.roles, self.settings)
    let child = try ChildProcess.fork(named: "wub-service") {
      closeDescriptors(except: kept + [ends.there.descriptor.number, roles.logDescriptor])
      roles.enter("service")
      // It ends when it is told to, or with this process; whoever stops the service stops all of its processes at once.
      signal(SIGTERM, SIG_IGN)
      Threads.allow()
      return serve(ends.there.descriptor.number, settings)
    }
    let link = ends.keepHere()
    try link.descriptor.makeNonBlocking()
    service = Service(child: child, link: link)
    isReady = false
    tell(.hello(known: Array(works.keys), serviceLosses: serviceLosses, isDraining: isDraining))
    for work in works.values {
      if let progress = work.news.progress { tell(progress) }
      if let analysed = work.news.analysed { tell(analysed) }
      if let byteCount = work.news.byteCount { reportGrowth(of: work, byteCount) }
      for made in work.news.made { reportProduct(of: work, made.product, made.byteCount) }
      report(endOf: work)
    }
  }

  private var isDraining: Bool {
    if case .draining = ending { true } else { false }
  }

  /// Sends a message, now or when there is room for it.
  private func tell(_ report: HostReport, with file: consuming Descriptor? = nil) {
    service?.outbox.append(Letter(MessageCoding.bytes(of: report), file: file))
    sendLetters()
  }

  private func sendLetters() {
    while let letter = service?.outbox.first {
      let number: Int32? = letter.number
      do throws(SystemCallError) {
        guard try service?.link.send(letter.bytes, with: number) == true else { return }
      } catch {
        // It is gone, which is seen elsewhere.
        return
      }
      service?.outbox.removeFirst()
    }
  }

  /// Takes in what the service says.
  private func takeOrders() {
    while let bytes = nextOrder() {
      guard let order = MessageCoding.message(ServiceOrder.self, from: bytes) else {
        roles.logger.error("the service sent a message that makes no sense")
        continue
      }
      take(order)
    }
    sendLetters()
  }

  private func nextOrder() -> [UInt8]? {
    guard service?.hasFailed == false else { return nil }
    do throws(SystemCallError) {
      switch try service?.link.receive() {
      case .message(let bytes, descriptor: _):
        service?.lastWord = MonotonicClock.nanoseconds()
        return bytes
      case .end: service?.hasFailed = true
      case nil: break
      }
    } catch {
      service?.hasFailed = true
    }
    return nil
  }

  private func take(_ order: ServiceOrder) {
    switch order {
    case .ready:
      hasBeenReady = true
      isReady = true
      earlyLosses = 0
      if case .none = ending { ServiceManager.notify(.ready, status: "taking songs") }
    case .alive: break
    case .start(let order): start(order)
    case .cut(let attempt):
      // What never came here is over, too: nobody is to wait for it.
      guard let work = works[attempt] else { return tell(.ended(attempt, .cut)) }
      guard work.isRunning else { return }
      work.cut()
      report(endOf: work)
    case .settled(let attempt): works[attempt] = nil
    }
  }

  /// Starts the service again if it was lost.
  ///
  /// - Returns: The exit status, if all is over.
  private func lookAfterService() -> Int32? {
    let now = MonotonicClock.nanoseconds()
    if service != nil {
      if let ending = endingOfService() { return whenServiceEnded(ending, now: now) }
      if case .stopping(let deadline, let status) = ending, now >= deadline {
        killService()
        return status
      }
      // What has come while this process was busy with something else is not heard yet.
      let isListening = now - lastLook < 2_000_000_000
      let isSilent = isListening && now - (service?.lastWord ?? now) > Self.serviceSilenceNanoseconds
      if isSilent || service?.outbox.count ?? 0 > Self.outboxLimit {
        roles.logger.error("the service hangs; starting it again")
        service?.child.send(signal: SIGKILL)
        service?.lastWord = now
      }
      return nil
    }
    if case .stopping(_, let status) = ending { return status }
    guard now >= retryAt else { return nil }
    do throws(SystemCallError) {
      try forkService()
    } catch {
      roles.logger.error("cannot start the service again: \(error)")
      retryAt = now + 1_000_000_000
    }
    return nil
  }

  private func endingOfService() -> ExitReason? {
    service?.child.endingIfOver()?.reason
  }

  private func whenServiceEnded(_ reason: ExitReason, now: UInt64) -> Int32? {
    // What it said last was said before it ended.
    takeOrders()
    service = nil
    switch ending {
    case .stopping(_, let status): return status
    case .draining where reason == .exited(status: 0): return 0
    default: break
    }
    if !hasBeenReady, case .exited(let status) = reason { return status }
    serviceLosses += 1
    earlyLosses += 1
    if !hasBeenReady, earlyLosses >= Self.mostEarlyLosses {
      roles.logger.critical("the service was lost \(earlyLosses) times in a row, the last time: \(reason)")
      return 70
    }
    roles.logger.error("lost the service (\(reason)); starting it again")
    retryAt = now + min(50_000_000 << UInt64(min(earlyLosses - 1, 10)), 5_000_000_000)
    return nil
  }

  private func killService() {
    service?.child.send(signal: SIGKILL)
    _ = service?.child.ending()
    service = nil
  }
}
