import NIOCore
import NIOHTTP1

/// Closes a connection after the answer that its client wants to be the last, and talks HTTP/1.0 with those who know no more.
final class ClosingConnections: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  /// Of the requests that are not answered yet, in order.
  private var open: [(isOld: Bool, isLast: Bool)] = []

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if case .head(let head) = unwrapInboundIn(data) {
      open.append((isOld: head.version != .http1_1, isLast: !head.isKeepAlive))
    }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    let request = open.first ?? (isOld: false, isLast: false)
    switch unwrapOutboundIn(data) {
    case .head(var head) where head.status.code >= 200 && (request.isOld || request.isLast):
      // Without chunks, the end of the connection is that of the answer.
      if request.isOld { head.version = .http1_0 }
      head.headers.replaceOrAdd(name: "connection", value: "close")
      context.write(wrapOutboundOut(.head(head)), promise: promise)
    case .end where request.isOld || request.isLast:
      if !open.isEmpty { open.removeFirst() }
      context.writeAndFlush(data, promise: promise)
      context.close(mode: .output, promise: nil)
      // Whoever has more to send has a moment to read the answer before.
      context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(1)) { context.close(promise: nil) }
    case .end:
      if !open.isEmpty { open.removeFirst() }
      context.write(data, promise: promise)
    default: context.write(data, promise: promise)
    }
  }
}
