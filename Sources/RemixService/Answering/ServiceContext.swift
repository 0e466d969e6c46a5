import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTPTypes

/// What is known of a request besides itself.
struct ServiceContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  private let channel: any Channel

  init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    channel = source.channel
  }

  /// The other end of the connection; `nil` if that has gone already.
  var peer: SocketAddress? { channel.remoteAddress }

  /// Sends a part of an answer's body whose head has gone out, and waits until the system has taken it.
  ///
  /// The writer that an answer gets takes as much as comes before the connection's thread has had a turn, which with many slow readers
  /// is all of their files.
  func send(_ bytes: ByteBuffer) async throws {
    try await channel.writeAndFlush(HTTPResponsePart.body(bytes))
  }

  /// Has a client that asks first send the body of its request (RFC 9110, section 10.1.1).
  func inviteBody(of request: Request) async throws {
    guard request.headers[.expect]?.lowercased() == "100-continue" else { return }
    try await channel.writeAndFlush(HTTPResponsePart.head(HTTPResponse(status: .continue)))
  }
}
