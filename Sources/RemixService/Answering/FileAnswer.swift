import HTTPTypes
import Hummingbird
import NIOCore
import NIOPosix
import Processes

/// A finished file as an answer, or a range of it (RFC 9110).
struct FileAnswer {
  let file: SharedFile
  let contentType: String
  /// Of its contents, in quotes.
  let entityTag: String
  var headers: HTTPFields = [:]

  /// Small: each of those who read slowly has some of these in memory.
  private static let blockLength = 1 << 15

  func response(to request: Request, _ context: ServiceContext) throws -> Response {
    var headers = self.headers
    headers[.contentType] = contentType
    headers[.eTag] = entityTag
    headers[.acceptRanges] = "bytes"
    // Only for whoever knows the address, and only as long as the job is kept.
    headers[.cacheControl] = "private, no-cache"
    if let known = request.headers[.ifNoneMatch], Self.matches(known, entityTag) {
      return Response(status: .notModified, headers: headers)
    }
    let count = try file.byteCount
    var range = 0..<count
    var status = HTTPResponse.Status.ok
    if let wanted = request.headers[.range], request.headers[.ifRange].map({ $0 == entityTag }) ?? true {
      switch ByteRange(wanted, of: count) {
      case .part(let part):
        range = part
        status = .partialContent
        headers[.contentRange] = "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(count)"
      case .impossible:
        throw Problem(
          .rangeNotSatisfiable, "There is no such range", "The file has \(count) bytes.",
          headers: [.contentRange: "bytes */\(count)"])
      case .ignored: break
      }
    }
    // Of a request for the head alone the length is told, too.
    headers[.contentLength] = "\(range.count)"
    let (file, wanted) = (self.file, range)
    let body = ResponseBody(contentLength: range.count) { writer in
      var place = wanted.lowerBound
      while place < wanted.upperBound {
        let (offset, limit) = (place, min(Self.blockLength, wanted.upperBound - place))
        let bytes = try await NIOThreadPool.singleton.runIfActive { try file.bytes(from: offset, limit: limit) }
        guard bytes.readableBytes > 0 else { throw SystemCallError(call: "pread") }
        place += bytes.readableBytes
        try await context.send(bytes)
      }
      try await writer.finish(nil)
    }
    return Response(status: status, headers: headers, body: body)
  }

  private static func matches(_ field: String, _ tag: String) -> Bool {
    field == "*"
      || field.split(separator: ",").contains { part in
        let name = part.drop { $0 == " " }.prefix { $0 != " " }
        return name == tag || name == "W/\(tag)"
      }
  }
}

/// What the Range header of a request asks for.
package enum ByteRange: Equatable {
  case part(Range<Int>)
  /// No byte of it is there.
  case impossible
  /// Several ranges, other units, or nothing that makes sense: all of the file is as good an answer.
  case ignored

  package init(_ field: String, of count: Int) {
    self = .ignored
    guard field.hasPrefix("bytes="), !field.contains(",") else { return }
    let ends = field.dropFirst(6).split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    guard ends.count == 2, ends.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }) else { return }
    switch (Self.number(ends[0]), Self.number(ends[1])) {
    case (let first?, let last) where ends[1].isEmpty || last.map({ $0 >= first }) == true:
      self = first < count ? .part(first..<min(count, (last ?? .max - 1) + 1)) : .impossible
    case (nil, let length?) where ends[0].isEmpty:
      self = length > 0 && count > 0 ? .part(max(0, count - length)..<count) : .impossible
    default: break
    }
  }

  /// No more than any file has; `nil` for no digits.
  private static func number(_ digits: Substring) -> Int? {
    digits.isEmpty ? nil : min(Int(digits) ?? .max, 1 << 60)
  }
}
