import NIOCore
import NIOHTTPTypes

/// Closes a connection whose other end takes nothing of an answer for too long: it would keep its place for ever.
///
/// A player that was paused asks again, for the rest, when it goes on.
final class StalledAnswers: ChannelOutboundHandler, RemovableChannelHandler {
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private let patience: TimeAmount
  private var pendingCount = 0
  private var lastProgress = NIODeadline.now()
  private var check: Scheduled<Void>?

  init(seconds: Int64) {
    patience = .seconds(seconds)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    let done = promise ?? context.eventLoop.makePromise(of: Void.self)
    if pendingCount == 0 {
      lastProgress = .now()
      watch(context)
    }
    pendingCount += 1
    done.futureResult.assumeIsolated().whenComplete { [self] _ in
      pendingCount -= 1
      lastProgress = .now()
      if pendingCount == 0 { endWatch() }
    }
    context.write(data, promise: done)
  }

  func handlerRemoved(context: ChannelHandlerContext) { endWatch() }

  private func watch(_ context: ChannelHandlerContext) {
    guard check == nil else { return }
    let wait = lastProgress + patience - .now()
    check = context.eventLoop.assumeIsolated().scheduleTask(in: max(wait, .seconds(1))) { [self] in
      check = nil
      guard pendingCount > 0 else { return }
      if NIODeadline.now() - lastProgress >= patience { return context.close(promise: nil) }
      watch(context)
    }
  }

  private func endWatch() {
    check?.cancel()
    check = nil
  }
}
