import FoundationEssentials
import HTTPTypes
import Hummingbird

/// Why a request is refused, as RFC 9457 has it.
struct Problem: Error, HTTPResponseError {
  let status: HTTPResponse.Status
  let title: String
  /// A sentence that says what to do.
  let detail: String
  var headers: HTTPFields = [:]
  /// Whether the rest of the request's body is not worth waiting for.
  var endsConnection = false

  init(
    _ status: HTTPResponse.Status, _ title: String, _ detail: String, headers: HTTPFields = [:],
    endsConnection: Bool = false
  ) {
    self.status = status
    self.title = title
    self.detail = detail
    self.headers = headers
    self.endsConnection = endsConnection
  }

  func response(from request: Request, context: some RequestContext) -> Response { response }

  var response: Response {
    var fields = headers
    fields[.contentType] = "application/problem+json"
    fields[.cacheControl] = "no-store"
    if endsConnection { fields[.connection] = "close" }
    return Response(status: status, headers: fields, body: ResponseBody(byteBuffer: buffer))
  }

  /// The body of the answer.
  var buffer: ByteBuffer {
    JSON.buffer(of: Words(type: "about:blank", title: title, status: status.code, detail: detail))
  }

  private struct Words: Encodable {
    let type: String
    let title: String
    let status: Int
    let detail: String
  }
}

extension Problem {
  static let unknownJob = Problem(
    .notFound, "There is no such job",
    "It was deleted, or its time is over, or the address is not quite right. Send the song again.")

  static func busy(_ detail: String, retryAfter seconds: Int) -> Problem {
    Problem(.serviceUnavailable, "Not now", detail, headers: [.retryAfter: "\(seconds)"], endsConnection: true)
  }

  static let diskFull = Problem(
    HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage"), "The server's disk is full",
    "Nothing was kept. Try again later, or with a smaller file.", endsConnection: true)
}

/// JSON as bodies of responses.
enum JSON {
  static func buffer(of value: some Encodable) -> ByteBuffer {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let bytes = try? encoder.encode(value) else { preconditionFailure("finite numbers are always JSON") }
    return ByteBuffer(bytes: bytes)
  }

  static func response(_ value: some Encodable, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:])
    -> Response
  {
    var headers = headers
    headers[.contentType] = "application/json"
    if headers[.cacheControl] == nil { headers[.cacheControl] = "no-store" }
    return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: buffer(of: value)))
  }
}
