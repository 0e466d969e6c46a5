import Glibc
import Logging
import NIOCore

/// Goes on when the system has no descriptor or memory for one more connection: it would end the server otherwise.
final class ShortOfDescriptors: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = any Channel
  typealias InboundOut = any Channel

  private let logger: Logger

  /// Errors of `accept` that pass, or are of one connection alone.
  private static let passing: Set<Int32> = [EMFILE, ENFILE, ENOBUFS, ENOMEM, ECONNABORTED, EPROTO, EPERM, EAGAIN]

  init(logger: Logger) {
    self.logger = logger
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard let failure = error as? IOError, Self.passing.contains(failure.errnoCode) else {
      return context.fireErrorCaught(error)
    }
    logger.error("a connection cannot be taken just now: \(failure)")
    // The next try comes when somebody may have closed something; until then connections wait with the system.
    let options = context.channel
    options.setOption(ChannelOptions.autoRead, value: false).assumeIsolated().whenComplete { _ in
      options.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(200)) {
        options.setOption(ChannelOptions.autoRead, value: true).assumeIsolated().whenComplete { _ in }
      }
    }
  }
}
