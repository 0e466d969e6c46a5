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
    var limits = JobStoreLimits()
    limits.waitingCount = settings.waiting
    let store = try SQLiteJobStore(path: folder.database.string, limits: limits)
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
      site: SiteRoutes(), problems: ProblemMiddleware(counters: counters, logger: logger))
    let server = HTTPServer(
      responder: routes.responder(), connectionCount: settings.connections, logger: logger)
    let quiescing = ServerQuiescingHelper(group: MultiThreadedEventLoopGroup.singleton)
    let socket = listeningSocket
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        try await server.run(socket: socket, quiescing: quiescing) { link.send(.ready) }
      }
      group.addTask {
        while true {
          try await Task.sleep(for: .seconds(Dispatcher.heartbeatSeconds))
          link.send(.alive)
          processor.look()
          await dispatcher.heartbeat()
          // Whoever follows a job sees to it that the connection stays.
          bulletin.postToAll()
        }
      }
      group.addTask {
        while true {
          try await Task.sleep(for: .seconds(60))
          await dispatcher.sweep()
        }
      }
      for await arrival in link.arrivals() {
        switch arrival.report {
        case .hello(let known, let losses):
          counters.set(serviceLosses: losses)
          try await dispatcher.begin(known: known)
          await dispatcher.sweep()
        case .settings(let settings):
          gate.use(settings)
          await dispatcher.use(settings)
        case .stop:
          await dispatcher.giveAllBack()
          group.cancelAll()
          return
        default: await dispatcher.take(arrival)
        }
        if await dispatcher.isDraining, await dispatcher.isIdle {
          // Whoever is being answered still is, for a while.
          bulletin.close()
          await quiesce(quiescing)
          group.cancelAll()
          return
        }
      }
    }
  }

  /// How long answers may take that are on their way when the service ends.
  private static let farewellSeconds = 10

  private func quiesce(_ helper: ServerQuiescingHelper) async {
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
