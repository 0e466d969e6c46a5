import HTTPTypes
import Hosting
import Hummingbird

/// All that can be asked for.
struct Routes {
  let jobs: JobRoutes
  let files: FileRoutes
  let figures: FigureRoutes
  let site: SiteRoutes
  let problems: ProblemMiddleware

  /// The paths and what can be done with them; `*` stands for a job's id or a file's name.
  private static let known: [(path: String, methods: String)] = [
    ("/v1/jobs", "POST"), ("/v1/jobs/*", "GET, HEAD, DELETE"), ("/v1/jobs/*/events", "GET, HEAD"),
    ("/v1/jobs/*/audio", "GET, HEAD"), ("/v1/jobs/*/source", "GET, HEAD"), ("/v1/jobs/*/analysis", "GET, HEAD"),
    ("/v1/jobs/*/plan", "GET, HEAD"), ("/v1/jobs/*/waveform", "GET, HEAD"), ("/v1/jobs/*/plot.png", "GET, HEAD"),
    ("/v1/styles", "GET, HEAD"), ("/v1/monitor", "GET, HEAD"), ("/v1/openapi.yaml", "GET, HEAD"),
    ("/healthz", "GET, HEAD"),
    ("/readyz", "GET, HEAD"), ("/metrics", "GET, HEAD"), ("/", "GET, HEAD"), ("/jobs/*", "GET, HEAD"),
    ("/monitor", "GET, HEAD"), ("/assets/*", "GET, HEAD"),
  ]

  func responder() -> some HTTPResponder<ServiceContext> {
    let router = Router(context: ServiceContext.self, options: .autoGenerateHeadEndpoints)
    router.add(middleware: problems)
    router.post("/v1/jobs", use: jobs.submit)
    router.get("/v1/jobs/:id", use: jobs.job)
    router.delete("/v1/jobs/:id", use: jobs.delete)
    router.get("/v1/jobs/:id/events", use: jobs.events)
    router.get("/v1/jobs/:id/audio", use: files.remix)
    router.get("/v1/jobs/:id/source", use: files.source)
    router.get("/v1/jobs/:id/analysis") { try await files.product(.analysis, $0, $1) }
    router.get("/v1/jobs/:id/plan") { try await files.product(.plan, $0, $1) }
    router.get("/v1/jobs/:id/waveform") { try await files.product(.waveforms, $0, $1) }
    router.get("/v1/jobs/:id/plot.png") { try await files.product(.plot, $0, $1) }
    router.get("/v1/styles", use: figures.styles)
    router.get("/v1/monitor", use: figures.monitor)
    router.get("/healthz", use: figures.health)
    router.get("/readyz", use: figures.readiness)
    router.get("/metrics", use: figures.metrics)
    site.add(to: router)
    let responder = router.buildResponder()
    return CallbackResponder { request, context in
      var response = try await responder.respond(to: request, context: context)
      // Such a head is made of a whole answer by dropping its body, and tells the length of what is left. Of a remix in the
      // making nobody knows it yet.
      if request.method == .head, response.headers[.contentLength] == "0" { response.headers[.contentLength] = nil }
      return response
    }
  }

  /// What is wrong with a request that there is no answer to.
  static func problem(forUnknown request: Request) -> Problem {
    let parts = request.uri.path.split(separator: "/", omittingEmptySubsequences: false)
    let match = known.first { entry in
      let pattern = entry.path.split(separator: "/", omittingEmptySubsequences: false)
      return pattern.count == parts.count && zip(pattern, parts).allSatisfy { $0 == "*" || $0 == $1 }
    }
    if let match {
      return Problem(
        .methodNotAllowed, "That cannot be done with this", "\(match.path) takes \(match.methods).",
        headers: [.allow: match.methods], endsConnection: true)
    }
    return Problem(
      .notFound, "There is nothing here", "See /v1/openapi.yaml for all that there is.", endsConnection: true)
  }
}
