import HTTPTypes
import Hosting
import Hummingbird
import NIOCore
import Processes
import RemixJobs
import SystemPackage

/// A song that somebody sends, with the wish that belongs to it, once all of it has come.
struct Upload {
  let recipe: WorkRecipe
  private let song: IncomingSong

  var byteCount: Int { song.byteCount }

  /// Below this, once it has had some time, a client is taken for one that only wants to keep the server busy.
  private static let leastBytesPerSecond = 2_000.0
  private static let graceSeconds = 15.0
  /// Bytes that a form has besides the song.
  private static let roomAround = 1 << 20

  /// Takes the song in as it comes.
  ///
  /// - Throws: `Problem`, as soon as it is clear that it will not be taken.
  init(
    _ request: Request, _ context: ServiceContext, folder: DataFolder, settings: ServiceSettings
  ) async throws {
    let options = try Self.options(request)
    // What is wrong with the wish is wrong whatever the song.
    var recipe = try Self.recipe(options, settings)
    let type = request.headers[.contentType] ?? ""
    var form: Form?
    if type.lowercased().hasPrefix("multipart/") {
      form = Form(contentType: type)
      if form == nil {
        throw Form.problem("It is not put together as forms with files are (multipart/form-data, with a boundary).")
      }
    }
    // More than any number has place for is surely too much.
    let length = request.headers[.contentLength].map { Int($0) ?? .max }
    if let length, length > settings.uploadBytes + (form == nil ? 0 : Self.roomAround) { throw Self.tooLarge(settings) }
    if length == 0 { throw Self.empty }
    do {
      let song = try IncomingSong(in: folder.songs)
      self.song = song
      try await context.inviteBody(of: request)
      try await Self.read(request, length: length, limit: settings.uploadBytes + Self.roomAround) { bytes in
        if form == nil { try await song.append(bytes) } else { try await form?.take(bytes, into: song) }
        if song.byteCount > settings.uploadBytes { throw Self.tooLarge(settings) }
        if song.isSurelyNone { throw Self.noSong }
      }
      if let form {
        guard form.isComplete else {
          throw Problem(
            .badRequest, "The form is not whole", "It ends in the middle, or has no file in it. Send it again.")
        }
        recipe = try Self.recipe(options + form.options(except: options), settings)
      }
    } catch JobFailure.noResources {
      throw Problem.diskFull
    } catch let error as SystemCallError where error.errno == .noSpace || error.errno == .diskQuotaExceeded {
      throw Problem.diskFull
    }
    guard song.byteCount > 0 else { throw Self.empty }
    guard SoundKind(head: song.head) != nil else { throw Self.noSong }
    self.recipe = recipe
  }

  /// Has the song outlast a crash.
  ///
  /// - Returns: Its SHA-256; the shelf holds it.
  func keep(on shelf: SongShelf) async throws -> String {
    do {
      return try await song.keep(on: shelf)
    } catch let error as SystemCallError where error.errno == .noSpace || error.errno == .diskQuotaExceeded {
      throw Problem.diskFull
    } catch JobFailure.outputWriteFailed, JobFailure.noResources {
      throw Problem.diskFull
    }
  }

  /// Reads the body with an eye on its speed, and on whether it is whole.
  private static func read(
    _ request: Request, length: Int?, limit: Int, _ take: ([UInt8]) async throws -> Void
  ) async throws {
    let start = MonotonicClock.nanoseconds()
    var count = 0
    var body = request.body.makeAsyncIterator()
    while let buffer = try await next(&body) {
      count += buffer.readableBytes
      // What stands around the song in a form counts, too.
      if count > limit {
        throw Problem(
          .contentTooLarge, "The form is too large", "Send the song and nothing else.", endsConnection: true)
      }
      let seconds = Double(MonotonicClock.nanoseconds() - start) / 1e9
      if seconds > graceSeconds, Double(count) < leastBytesPerSecond * seconds {
        throw Problem(
          .requestTimeout, "Too slow",
          "The song came at less than \(Int(leastBytesPerSecond)) bytes a second. Try again over a better connection.",
          endsConnection: true)
      }
      try await take(Array(buffer.readableBytesView))
    }
    if let length, count != length {
      throw Problem(
        .badRequest, "The song is not whole", "\(count) of \(length) bytes have come. Send it again.",
        endsConnection: true)
    }
  }

  /// The next bytes; a client that is gone sends none, and is at fault for that.
  private static func next(_ body: inout RequestBody.AsyncIterator) async throws -> ByteBuffer? {
    do {
      return try await body.next()
    } catch let error as CancellationError {
      throw error
    } catch {
      throw Problem(
        .badRequest, "The song is not whole", "The connection broke while it came. Send it again.", endsConnection: true
      )
    }
  }

  private static func options(_ request: Request) throws(Problem) -> [(name: String, value: String)] {
    let query = request.uri.query ?? ""
    var options: [(name: String, value: String)] = []
    for part in query.split(separator: "&") {
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = decoded(sides[0]), let value = decoded(sides.count > 1 ? sides[1] : "") else {
        throw Problem(
          .badRequest, "The wish cannot be read", "Part of the query is not percent-encoded UTF-8.",
          endsConnection: true)
      }
      options.append((name, value))
    }
    return options
  }

  /// As forms are put into queries: blanks are pluses.
  private static func decoded(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
        continue
      }
      let digits = rest.prefix(2).compactMap { Character(UnicodeScalar($0)).hexDigitValue }
      guard digits.count == 2 else { return nil }
      bytes.append(UInt8(digits[0] * 16 + digits[1]))
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
  }

  private static func recipe(
    _ options: [(name: String, value: String)], _ settings: ServiceSettings
  ) throws(Problem) -> WorkRecipe {
    let recipe: WorkRecipe
    do throws(WorkRecipeError) {
      recipe = try WorkRecipe(options: options)
    } catch {
      throw Problem(.badRequest, "The wish cannot be granted", "\(error).", endsConnection: true)
    }
    guard recipe.seconds ?? 0 <= settings.minutes * 60 else {
      throw Problem(
        .badRequest, "The wish cannot be granted",
        "On this server a remix is at most \(Int(settings.minutes * 60)) seconds long.",
        endsConnection: true)
    }
    return recipe
  }

  private static func tooLarge(_ settings: ServiceSettings) -> Problem {
    Problem(
      .contentTooLarge, "The song is too large",
      "This server takes at most \(settings.uploadBytes) bytes. Send a smaller file, such as a FLAC or an MP3.",
      endsConnection: true)
  }

  private static let noSong = Problem(
    .unsupportedMediaType, "That is no song",
    "The file is nothing that can be remixed: send a WAV, AIFF, FLAC, Ogg, Opus or MP3 file.", endsConnection: true)

  private static let empty = Problem(
    .badRequest, "There is no song", "Send it as the body of the request, or as a file in a form.")
}

/// A multipart form on its way in.
private struct Form {
  private var reader: MultipartReader
  private var fields: [(name: String, value: String)] = []
  private var fileName: String?

  init?(contentType: String) {
    guard let reader = MultipartReader(contentType: contentType) else { return nil }
    self.reader = reader
  }

  var isComplete: Bool { reader.isComplete && fileName != nil }

  mutating func take(_ bytes: [UInt8], into song: IncomingSong) async throws {
    let parts: [MultipartReader.Part]
    do throws(MultipartReader.Failure) {
      parts = try reader.read(bytes)
    } catch {
      let detail =
        switch error {
        case .malformed: "It is not put together as forms with files are (multipart/form-data)."
        case .fieldTooLong: "One of its fields is too long."
        case .tooManyParts: "It has too many fields."
        case .secondFile: "It has more than one file; send one song at a time."
        }
      throw Self.problem(detail)
    }
    for part in parts {
      switch part {
      case .field(let name, let value): fields.append((name, value))
      case .fileBegins(let name): fileName = name
      case .fileBytes(let bytes): try await song.append(bytes)
      }
    }
  }

  static func problem(_ detail: String) -> Problem {
    Problem(.badRequest, "The form makes no sense", detail, endsConnection: true)
  }

  /// What the form says of the wish; a form's field that is left empty says nothing.
  func options(except given: [(name: String, value: String)]) -> [(name: String, value: String)] {
    var options = fields.filter { !$0.value.isEmpty }
    let hasTitle = (options + given).contains { $0.name == "title" }
    if !hasTitle, let fileName {
      let stem = fileName.lastIndex(of: ".").map { fileName[..<$0] } ?? fileName[...]
      options.append(("title", String(stem.isEmpty ? fileName[...] : stem)))
    }
    return options
  }
}
