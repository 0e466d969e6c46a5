import HTTPTypes
import Hosting
import Hummingbird
import JobQueue
import NIOCore
import Processes
import RemixJobs

/// Jobs: sent, looked at, followed, deleted.
struct JobRoutes: Sendable {
  let store: any JobStore
  let dispatcher: Dispatcher
  let shelf: SongShelf
  let folder: DataFolder
  let gate: Gate
  let bulletin: Bulletin
  let counters: Counters

  @Sendable func submit(_ request: Request, context: ServiceContext) async throws -> Response {
    try gate.admit(request)
    if await dispatcher.isDraining {
      throw Problem.busy("The server is about to be restarted. Try again in a minute.", retryAfter: 30)
    }
    let client = gate.client(of: request, context)
    try await gate.beginUpload(of: client)
    defer { gate.endUpload(of: client) }
    let upload = try await Upload(request, context, folder: folder, settings: gate.settings)
    let song = try await upload.keep(on: shelf)
    let job: Job
    do {
      job = try await store.submit(
        Work(song: song, recipe: upload.recipe.text), client: client, title: upload.recipe.title)
    } catch {
      await shelf.release(song)
      throw error
    }
    await shelf.release(song)
    counters.addAccepted(bytes: upload.byteCount)
    gate.noteAccepted(from: client)
    await dispatcher.pump()
    let view =
      try await view(of: job.id) ?? JobView(job, live: nil, keepSeconds: gate.settings.keepSeconds)
    return JSON.response(view, status: .accepted, headers: [.location: "/v1/jobs/\(job.id)"])
  }

  @Sendable func job(_ request: Request, context: ServiceContext) async throws -> Response {
    JSON.response(try await known(context))
  }

  @Sendable func delete(_ request: Request, context: ServiceContext) async throws -> Response {
    try gate.admit(request)
    let id = try Self.id(context)
    guard let job = try await store.job(id), try await store.remove(id) else { throw Problem.unknownJob }
    await dispatcher.dropUnwanted(job.ticket)
    await dispatcher.sweep()
    return Response(status: .noContent)
  }

  /// Server-sent events: the whole job, whenever something of it has changed.
  @Sendable func events(_ request: Request, context: ServiceContext) async throws -> Response {
    let id = try Self.id(context)
    guard let job = try await store.job(id) else { throw Problem.unknownJob }
    let last = request.headers[.lastEventID] ?? request.uri.queryParameters["after"].map(String.init)
    // Who has seen the end and comes back for more is told that there is none.
    if job.state.isFinal, await view(of: job).eventID == last { return Response(status: .noContent) }
    let body = ResponseBody { writer in
      try await follow(id, ticket: job.ticket, after: last) { text in
        try await writer.write(ByteBuffer(string: text))
      }
      try await writer.finish(nil)
    }
    let headers: HTTPFields = [
      .contentType: "text/event-stream", .cacheControl: "no-store",
      // nginx would keep events back otherwise.
      .accelBuffering: "no",
    ]
    return Response(status: .ok, headers: headers, body: body)
  }

  private func follow(
    _ id: JobID, ticket: Int, after last: String?, _ write: (String) async throws -> Void
  ) async throws {
    var last = last
    // A browser that loses the connection comes back after so many milliseconds.
    try await write("retry: 1000\n\n")
    var lastWrite = MonotonicClock.nanoseconds()
    for await _ in bulletin.changes(of: ticket) {
      guard let job = try await store.job(id) else {
        return try await write("event: gone\ndata: {}\n\n")
      }
      let view = await view(of: job)
      let now = MonotonicClock.nanoseconds()
      if view.eventID != last {
        last = view.eventID
        try await write("event: job\nid: \(view.eventID)\ndata: \(String(buffer: JSON.buffer(of: view)))\n\n")
        lastWrite = now
      } else if now - lastWrite > Self.pingNanoseconds {
        try await write(":\n\n")
        lastWrite = now
      }
      if job.state.isFinal { return }
    }
  }

  /// A proxy would cut a connection that is silent for longer, and a reader who is gone is only found by writing.
  private static let pingNanoseconds: UInt64 = 15_000_000_000

  private func known(_ context: ServiceContext) async throws -> JobView {
    guard let view = try await view(of: try Self.id(context)) else { throw Problem.unknownJob }
    return view
  }

  private func view(of id: JobID) async throws -> JobView? {
    guard let job = try await store.job(id) else { return nil }
    return await view(of: job)
  }

  private func view(of job: Job) async -> JobView {
    JobView(job, live: await dispatcher.live(job.ticket), keepSeconds: gate.settings.keepSeconds)
  }

  /// The id in a request's path.
  static func id(_ context: ServiceContext) throws(Problem) -> JobID {
    guard let text = context.parameters.get("id"), let id = JobID(text) else { throw Problem.unknownJob }
    return id
  }
}
