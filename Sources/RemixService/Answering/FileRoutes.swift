import FoundationEssentials
import HTTPTypes
import Hosting
import Hummingbird
import JobQueue
import NIOCore
import Processes
import SystemPackage

/// What belongs to a job: the remix, also while it is made, the song, and what is told of both.
struct FileRoutes: Sendable {
  let store: any JobStore
  let dispatcher: Dispatcher
  let folder: DataFolder

  @Sendable func remix(_ request: Request, context: ServiceContext) async throws -> Response {
    let job = try await known(context)
    let recipe = WorkRecipe(text: job.work.recipe) ?? WorkRecipe()
    var headers: HTTPFields = [:]
    if request.uri.queryParameters["download"] == "true" {
      headers[.contentDisposition] = Self.disposition(fileName: Self.fileName(job, recipe))
    }
    switch job.state {
    case .done:
      guard let result = job.result.flatMap({ try? JSONDecoder().decode(StoredResult.self, from: Data($0.utf8)) })
      else {
        throw Problem.unknownJob
      }
      let file = try opened(folder.work(job.ticket).file(.remix))
      return try FileAnswer(
        file: file, contentType: recipe.format.contentType, entityTag: "\"\(result.sha256)\"", headers: headers
      ).response(to: request, context)
    case .running:
      guard let sound = await dispatcher.sound(of: job.ticket), recipe.format == .mp3 else {
        throw notReady("The remix can be had when it is done; follow /v1/jobs/\(job.id)/events.")
      }
      headers[.contentType] = recipe.format.contentType
      headers[.cacheControl] = "no-store"
      headers[.acceptRanges] = "none"
      headers[.accelBuffering] = "no"
      // Whoever asks before the first byte is there waits for it.
      let body = ResponseBody { writer in
        try await sound.listen { try await context.send($0) }
        try await writer.finish(nil)
      }
      return Response(status: .ok, headers: headers, body: body)
    case .queued:
      throw notReady("The remix is not begun: \(job.position ?? 0) come before it. Follow /v1/jobs/\(job.id)/events.")
    case .failed, .cancelled, .quarantined:
      throw Problem(
        .conflict, "There is no remix", "The job is \(job.state.rawValue). See /v1/jobs/\(job.id) for the reason.")
    }
  }

  @Sendable func source(_ request: Request, context: ServiceContext) async throws -> Response {
    let job = try await known(context)
    let file = try opened(folder.song(job.work.song))
    let head = try file.bytes(from: 0, limit: SoundKind.headLength)
    let kind = SoundKind(head: head.readableBytesView)
    return try FileAnswer(
      file: file, contentType: kind?.rawValue ?? "application/octet-stream", entityTag: "\"\(job.work.song)\""
    ).response(to: request, context)
  }

  func product(_ product: WorkFolder.Product, _ request: Request, _ context: ServiceContext) async throws -> Response {
    let job = try await known(context)
    guard job.state == .done else {
      if job.state.isFinal {
        throw Problem(
          .conflict, "There is nothing to see",
          "The job is \(job.state.rawValue). See /v1/jobs/\(job.id) for the reason.")
      }
      // What is there already will not be any other when the remix is done.
      guard let file = await dispatcher.file(of: product, of: job.ticket) else {
        throw notReady("It is not there yet; follow /v1/jobs/\(job.id)/events.")
      }
      return try answer(product, file, job, request, context)
    }
    return try answer(product, try opened(folder.work(job.ticket).file(product)), job, request, context)
  }

  private func answer(
    _ product: WorkFolder.Product, _ file: SharedFile, _ job: Job, _ request: Request, _ context: ServiceContext
  ) throws -> Response {
    try FileAnswer(
      file: file, contentType: product == .plot ? "image/png" : "application/json",
      entityTag: "\"\(job.ticket)-\(product)\""
    ).response(to: request, context)
  }

  private func known(_ context: ServiceContext) async throws -> Job {
    guard let job = try await store.job(try JobRoutes.id(context)) else { throw Problem.unknownJob }
    return job
  }

  private func notReady(_ detail: String) -> Problem {
    Problem(.conflict, "Not yet", detail, headers: [.retryAfter: "2"])
  }

  /// A file that goes while somebody asks for it goes with its job.
  private func opened(_ path: FilePath) throws -> SharedFile {
    do throws(SystemCallError) {
      return try SharedFile(path)
    } catch {
      if error.errno == .noSuchFileOrDirectory { throw Problem.unknownJob }
      throw error
    }
  }

  /// As the command line calls remixes.
  private static func fileName(_ job: Job, _ recipe: WorkRecipe) -> String {
    "\(job.title.isEmpty ? "remix" : job.title) (\(recipe.style)).\(recipe.format.rawValue)"
  }

  /// RFC 6266: plain letters for old programs, all of them for others.
  private static func disposition(fileName: String) -> String {
    let plain = String(
      fileName.unicodeScalars.map { scalar in
        scalar.isASCII && scalar != "\"" && scalar != "\\" && scalar != "%" ? Character(scalar) : "_"
      })
    let unreserved = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
    let encoded = fileName.utf8.map { byte -> String in
      if unreserved.contains(byte) { return String(UnicodeScalar(byte)) }
      let digits = String(byte, radix: 16, uppercase: true)
      return "%" + (digits.count < 2 ? "0" : "") + digits
    }.joined()
    return "attachment; filename=\"\(plain)\"; filename*=UTF-8''\(encoded)"
  }
}

extension WorkRecipe.Format {
  fileprivate var contentType: String {
    switch self {
    case .mp3: "audio/mpeg"
    case .flac: "audio/flac"
    case .wav: "audio/wav"
    }
  }
}
