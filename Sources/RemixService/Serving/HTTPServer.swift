import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOExtras
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import NIOPosix
import Synchronization

/// Answers requests on a socket that somebody else has opened, so that nobody is turned away while this process is replaced.
///
/// Hummingbird's own server opens its socket itself; this is that server but for the socket, the limit of connections, and the patience with
/// those who send nothing.
struct HTTPServer<Responder: HTTPResponder<ServiceContext>>: Sendable {
  private let channel: HTTP1Channel
  private let connections: ConnectionLimit
  private let logger: Logger

  /// A connection that says nothing is closed after so many seconds; a request's head must have come in as many.
  private static var idleSeconds: Int64 { 30 }
  /// One that takes nothing of its answer, after so many.
  private static var stallSeconds: Int64 { 60 }

  init(responder: Responder, connectionCount: Int, logger: Logger) {
    self.logger = logger
    connections = ConnectionLimit(count: connectionCount)
    var configuration = HTTP1Channel.Configuration(
      additionalChannelHandlers: [
        StalledAnswers(seconds: Self.stallSeconds), UnreadableRequests(), HeadDeadline(seconds: Self.idleSeconds),
      ],
      idleTimeout: .seconds(Self.idleSeconds))
    configuration.httpDecoder = .init(
      maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 32 << 10, maxHeaderFieldCount: 100)
    channel = HTTP1Channel(
      responder: { request, writer, channel in
        try await Self.answer(
          request, writer, channel: channel, responder: responder, logger: logger)
      }, configuration: configuration)
  }

  /// Answers until `quiescing` is told to shut down; then requests that are being answered are still answered.
  ///
  /// - Parameter socket: Listens already.
  func run(socket: Int32, quiescing: ServerQuiescingHelper) async throws {
    let (channel, logger, connections) = (self.channel, self.logger, self.connections)
    let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelInitializer { server in
        server.eventLoop.makeCompletedFuture {
          try server.pipeline.syncOperations.addHandler(ShortOfDescriptors(logger: logger))
          try server.pipeline.syncOperations.addHandler(quiescing.makeServerChannelHandler(channel: server))
        }
      }
      .serverChannelOption(ChannelOptions.backlog, value: 1_024)
      .childChannelOption(ChannelOptions.allowRemoteHalfClosure, value: true)
      .childChannelOption(ChannelOptions.tcpOption(.tcp_nodelay), value: 1)
      .bind(socket) { child in
        channel.setup(channel: child, logger: logger).flatMapThrowing { value in
          let pipeline = child.pipeline.syncOperations
          let codec = try pipeline.handler(type: HTTP1ToHTTPServerCodec.self)
          try pipeline.addHandler(ClosingConnections(), position: .before(codec))
          return value
        }
      }
    try await withThrowingDiscardingTaskGroup { group in
      try await server.executeThenClose { children in
        for try await child in children {
          guard connections.enter() else {
            // One more would take a descriptor from somebody who is being answered.
            group.addTask { try? await child.executeThenClose { _, _ in } }
            continue
          }
          group.addTask {
            await channel.handle(value: child, logger: logger)
            connections.leave()
          }
        }
      }
    }
  }

  private static func answer(
    _ request: Request, _ writer: consuming ResponseWriter, channel: any Channel, responder: Responder,
    logger: Logger
  ) async throws {
    let context = ServiceContext(source: ApplicationRequestContextSource(channel: channel, logger: logger))
    var response: Response
    do {
      response = try await responder.respond(to: request, context: context)
    } catch {
      logger.error("a request failed without an answer: \(error)")
      response = Response(status: .internalServerError)
    }
    let endsConnection = response.headers[.connection] == "close"
    try await writer.write(response: response.head, body: response.body)
    guard endsConnection else { return }
    // Nobody waits for the rest of a body that is not wanted. The client has a moment to read the answer: bytes that lie unread when the
    // connection is closed would have its system throw the answer away.
    try? await channel.close(mode: .output)
    try? await Task.sleep(for: .seconds(1))
    try? await channel.close()
  }
}

/// Counts connections.
private final class ConnectionLimit: Sendable {
  private let limit: Int
  private let count = Mutex(0)

  init(count limit: Int) {
    self.limit = limit
  }

  func enter() -> Bool {
    count.withLock { count in
      guard count < limit else { return false }
      count += 1
      return true
    }
  }

  func leave() { count.withLock { $0 -= 1 } }
}

/// Closes a connection whose request's head takes too long, however busily its bytes drip in.
private final class HeadDeadline: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private let time: TimeAmount
  private var deadline: Scheduled<Void>?
  /// Requests whose heads have come and whose answers have not gone.
  private var openRequests = 0

  init(seconds: Int64) {
    time = .seconds(seconds)
  }

  func handlerAdded(context: ChannelHandlerContext) {
    if context.channel.isActive { begin(context) }
  }

  func channelActive(context: ChannelHandlerContext) {
    begin(context)
    context.fireChannelActive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if case .head = unwrapInboundIn(data) {
      openRequests += 1
      end()
    }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if case .end = unwrapOutboundIn(data) {
      openRequests -= 1
      // The next one may follow, unless it is there already.
      if openRequests == 0 { begin(context) }
    }
    context.write(data, promise: promise)
  }

  func channelInactive(context: ChannelHandlerContext) {
    end()
    context.fireChannelInactive()
  }

  func handlerRemoved(context: ChannelHandlerContext) { end() }

  private func begin(_ context: ChannelHandlerContext) {
    end()
    deadline = context.eventLoop.assumeIsolated().scheduleTask(in: time) { context.close(promise: nil) }
  }

  private func end() {
    deadline?.cancel()
    deadline = nil
  }
}
