import RemixService
import Testing

/// Forms as RFC 7578 has them, and as nobody should send them.
struct MultipartReaderTests {
  private static let type = "multipart/form-data; boundary=xyz"

  private static func form(_ parts: [(headers: String, body: String)], end: String = "--xyz--\r\n") -> [UInt8] {
    Array((parts.map { "--xyz\r\n\($0.headers)\r\n\r\n\($0.body)\r\n" }.joined() + end).utf8)
  }

  private static func parts(_ bytes: [UInt8], chunk: Int = .max) throws -> (
    parts: [MultipartReader.Part], isComplete: Bool
  ) {
    var reader = try #require(MultipartReader(contentType: type))
    var parts: [MultipartReader.Part] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      parts += try reader.read(rest.prefix(chunk))
      rest = rest.dropFirst(chunk)
    }
    return (joined(parts), reader.isComplete)
  }

  /// However a file's bytes were cut into pieces.
  private static func joined(_ parts: [MultipartReader.Part]) -> [MultipartReader.Part] {
    parts.reduce(into: []) { joined, part in
      if case .fileBytes(let more) = part, case .fileBytes(let bytes)? = joined.last {
        joined[joined.count - 1] = .fileBytes(bytes + more)
      } else {
        joined.append(part)
      }
    }
  }

  @Test(arguments: [1, 2, 3, 7, 64, 100_000])
  func `a form is the same however it is cut`(chunk: Int) throws {
    // What looks like the beginning of a delimiter is not one.
    let song = "\r\n--xy\r\n--xzz--\r\r\n-" + String(repeating: "\r\n--xya", count: 50)
    let form = Self.form([
      ("Content-Disposition: form-data; name=\"style\"", "chill"),
      ("Content-Type: audio/x\r\nContent-Disposition: form-data; name=\"song\"; filename=\"a; b\\\"c.wav\"", song),
      ("content-disposition: form-data; name=wub", ""),
    ])
    let (parts, isComplete) = try Self.parts(form, chunk: chunk)
    #expect(
      parts == [
        .field(name: "style", value: "chill"), .fileBegins(name: "a; b\"c.wav"), .fileBytes(Array(song.utf8)),
        .field(name: "wub", value: ""),
      ])
    #expect(isComplete)
  }

  @Test
  func `an empty file is a file`() throws {
    let (parts, isComplete) = try Self.parts(
      Self.form([("Content-Disposition: form-data; name=song; filename=\"\"", "")]))
    #expect(parts == [.fileBegins(name: "")] && isComplete)
  }

  @Test
  func `what comes before and after says nothing`() throws {
    let form =
      Array("a preamble\r\n".utf8) + Self.form([("Content-Disposition: form-data; name=a", "b")])
      + Array("an epilogue\r\n--xyz\r\n".utf8)
    let (parts, isComplete) = try Self.parts(form, chunk: 5)
    #expect(parts == [.field(name: "a", value: "b")] && isComplete)
  }

  @Test
  func `a form that ends in the middle is not complete`() throws {
    let form = Self.form([("Content-Disposition: form-data; name=song; filename=x", "0123456789")])
    for count in 0..<form.count - 4 {
      #expect(try !Self.parts(Array(form.prefix(count))).isComplete)
    }
  }

  @Test
  func `a path of Windows keeps its backslashes`() throws {
    let (parts, _) = try Self.parts(
      Self.form([("Content-Disposition: form-data; name=song; filename=\"C:\\music\\x.wav\"", "")]))
    #expect(parts == [.fileBegins(name: "C:\\music\\x.wav")])
  }

  @Test(arguments: [
    ("Content-Disposition: form-data", MultipartReader.Failure.malformed),
    ("Content-Type: text/plain", .malformed),
    ("Content-Disposition: attachment; name=a", .malformed),
    ("X: " + String(repeating: "x", count: 20_000), .malformed),
  ])
  func `parts without sense are refused`(headers: String, failure: MultipartReader.Failure) throws {
    #expect(throws: failure) { try Self.parts(Self.form([(headers, "x")])) }
  }

  @Test
  func `there are bounds on all but the file`() throws {
    let field = "Content-Disposition: form-data; name=a"
    let file = "Content-Disposition: form-data; name=a; filename=b"
    #expect(throws: MultipartReader.Failure.fieldTooLong) {
      try Self.parts(Self.form([(field, String(repeating: "x", count: 10_000))]), chunk: 100)
    }
    #expect(throws: MultipartReader.Failure.tooManyParts) {
      try Self.parts(Self.form(Array(repeating: (field, ""), count: 100)))
    }
    #expect(throws: MultipartReader.Failure.secondFile) {
      try Self.parts(Self.form([(file, "x"), (file, "y")]))
    }
    #expect(throws: MultipartReader.Failure.malformed) { try Self.parts(Array("--xyz?\r\n".utf8)) }
  }

  @Test(arguments: [
    "multipart/mixed; boundary=x", "multipart/form-data", "multipart/form-data; boundary=",
    "multipart/form-data; boundary=" + String(repeating: "x", count: 71), "text/plain",
  ])
  func `other content is no form`(type: String) {
    #expect(MultipartReader(contentType: type) == nil)
  }

  @Test(arguments: ["Multipart/Form-Data;boundary=\"xyz\"", "multipart/form-data; charset=utf-8; Boundary=xyz"])
  func `a boundary is found`(type: String) throws {
    var reader = try #require(MultipartReader(contentType: type))
    _ = try reader.read(Self.form([("Content-Disposition: form-data; name=a", "b")]))
    #expect(reader.isComplete)
  }
}
