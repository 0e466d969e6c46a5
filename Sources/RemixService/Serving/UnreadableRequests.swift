import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Says in words what is wrong with a request that could not even be read: Hummingbird itself answers those with a bare status.
final class UnreadableRequests: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private var failure: HTTPParserError?

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if let error = error as? HTTPParserError { failure = error }
    context.fireErrorCaught(error)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    // What the routes answer has a date.
    guard let failure, case .head(let head) = unwrapOutboundIn(data), head.headerFields[.date] == nil else {
      return context.write(data, promise: promise)
    }
    let problem = failure == .headerOverflow ? Self.tooLarge : Self.unreadable
    var response = problem.response
    for field in ProblemMiddleware.fields { response.headers[field.name] = field.value }
    response.headers[.date] = Clock.fieldText
    context.write(wrapOutboundOut(.head(response.head)), promise: promise)
    context.write(wrapOutboundOut(.body(problem.buffer)), promise: nil)
  }

  private static let tooLarge = Problem(
    .requestHeaderFieldsTooLarge, "The head of the request is too large", "Leave out some of its fields.",
    endsConnection: true)
  private static let unreadable = Problem(
    .badRequest, "The request makes no sense", "It is not HTTP as RFC 9112 has it.", endsConnection: true)
}
