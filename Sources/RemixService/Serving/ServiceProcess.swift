import Dispatch
import Glibc
package import Hosting
import JobQueue
package import Logging
import NIOCore
import NIOExtras
import NIOPosix
import Processes
import SystemPackage

/// The process that answers requests, keeps the queue, and has the host do the works.
package struct ServiceProcess: Sendable {
  private let settings: ServiceSettings
  private let listeningSocket: Int32
  private let logger: Logger

  /// - Parameter listeningSocket: Somebody else's, and listens already.
  package init(settings: ServiceSettings, listeningSocket: Int32, logger: Logger) {
    self.settings = settings
    self.listeningSocket = listeningSocket
    self.logger = logger
  }

  /// Serves until the host wants it to end.
  ///
  /// - Parameter link: The descriptor of this end of the connection to the host.
  /// - Returns: The exit status.
  package func run(link: Int32) -> Int32 {
    let link = HostLink(socket: MessageSocket(owning: link), logger: logger)
    Task {
      do {
        try await serve(link)
        _exit(0)
      } catch let error as JobStoreError {
        logger.critical("the queue in \(settings.data) cannot be used: \(error)")
        _exit(73)
      } catch {
        logger.critical("cannot serve: \(error)")
        _exit(70)
      }
    }
    dispatchMain()
  }

  private func serve(_ link: HostLink) async throws {
    let folder = DataFolder(path: FilePath(settings.data))
    let store = try SQLiteJobStore(path: folder.database.string, limits: Self.limits(settings))
    guard let runner = Runner(process: getppid()) else {
      throw JobStoreError.unavailable(reason: "/proc does not tell of the host")
    }
    let (bulletin, counters, processor) = (Bulletin(), Counters(), ProcessorWatch())
    let gate = Gate(settings: settings, store: store)
    let shelf = SongShelf(folder: folder)
    let dispatcher = Dispatcher(
      store: store, link: link, folder: folder, shelf: shelf, bulletin: bulletin, counters: counters, runner: runner,
      settings: settings, logger: logger)
    let routes = Routes(
      jobs: JobRoutes(
        store: store, dispatcher: dispatcher, shelf: shelf, folder: folder, gate: gate, bulletin: bulletin,
        counters: counters),
      files: FileRoutes(store: store, dispatcher: dispatcher, folder: folder),
      figures: FigureRoutes(
        store: store, dispatcher: dispatcher, gate: gate, bulletin: bulletin, counters: counters, processor: processor),
      site: SiteRoutes(), problems: ProblemMiddleware(gate: gate, counters: counters, logger: logger))
    let server = HTTPServer(responder: routes.responder(), connectionCount: connectionCount, logger: logger)
    let quiescing = ServerQuiescingHelper(group: MultiThreadedEventLoopGroup.singleton)
    let socket = listeningSocket
    // Each goes on for as long as the service does: whichever ends first ends all.
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.run(socket: socket, quiescing: quiescing) }
      group.addTask {
        // Says that this process has turns to give, whatever the disk does.
        while true {
          try await Task.sleep(for: .seconds(Dispatcher.heartbeatSeconds))
          link.send(.alive)
          processor.look()
          // Whoever follows a job sees to it that the connection stays.
          bulletin.postToAll()
        }
      }
      group.addTask {
        while true {
          try await Task.sleep(for: .seconds(Dispatcher.heartbeatSeconds))
          await dispatcher.heartbeat()
          if await dispatcher.isDrained { return await farewell(bulletin, quiescing) }
        }
      }
      group.addTask {
        while true {
          try await Task.sleep(for: .seconds(60))
          await dispatcher.sweep()
        }
      }
      group.addTask {
        for await arrival in link.arrivals() {
          switch arrival.report {
          case .hello(let known, let losses, let isDraining):
            counters.set(serviceLosses: losses)
            await begin(dispatcher, known: known, hostDrains: isDraining)
            link.send(.ready)
            await dispatcher.sweep()
          case .settings(let settings):
            gate.use(settings)
            store.use(Self.limits(settings))
            await dispatcher.use(settings)
          case .stop: return await dispatcher.giveAllBack()
          default: await dispatcher.take(arrival)
          }
          if await dispatcher.isDrained { return await farewell(bulletin, quiescing) }
        }
        throw LostHost()
      }
      try await group.next()
      group.cancelAll()
    }
  }

  private struct LostHost: Error {}

  /// Takes up what there is to go on with, as soon as the store can be written to: the disk may be full just now.
  private func begin(_ dispatcher: Dispatcher, known: [WorkTry], hostDrains: Bool) async {
    var pause = 1
    while true {
      do throws(JobStoreError) {
        return try await dispatcher.begin(known: known, hostDrains: hostDrains)
      } catch {
        logger.error("the queue cannot be taken up, trying again in \(pause) s: \(error)")
      }
      try? await Task.sleep(for: .seconds(pause))
      pause = min(2 * pause, 10)
    }
  }

  private static func limits(_ settings: ServiceSettings) -> JobStoreLimits {
    var limits = JobStoreLimits()
    limits.waitingCount = settings.waiting
    return limits
  }

  /// As many as are wanted and this process has descriptors for: each may have a file open besides its socket.
  private var connectionCount: Int {
    var limit = rlimit()
    guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
      return settings.connections
    }
    let possible = max(8, (Int(clamping: limit.rlim_cur) - 200) / 2)
    if possible < settings.connections {
      logger.warning("there are descriptors for \(possible) connections only, not for \(settings.connections)")
    }
    return min(settings.connections, possible)
  }

  /// How long answers may take that are on their way when the service ends.
  private static let farewellSeconds = 10

  /// Has whoever is being answered still be answered, for a while.
  private func farewell(_ bulletin: Bulletin, _ helper: ServerQuiescingHelper) async {
    bulletin.close()
    let done = MultiThreadedEventLoopGroup.singleton.any().makePromise(of: Void.self)
    helper.initiateShutdown(promise: done)
    await withTaskGroup { group in
      group.addTask { _ = try? await done.futureResult.get() }
      group.addTask { try? await Task.sleep(for: .seconds(Self.farewellSeconds)) }
      await group.next()
      group.cancelAll()
    }
  }
}
