import HTTPTypes
import Hummingbird
import JobQueue
import Logging
import NIOCore

/// Gives every answer the headers that keep browsers safe, and turns every error into a problem in words.
struct ProblemMiddleware: RouterMiddleware {
  typealias Context = ServiceContext

  let gate: Gate
  let counters: Counters
  let logger: Logger

  func handle(
    _ request: Request, context: ServiceContext, next: (Request, ServiceContext) async throws -> Response
  ) async throws -> Response {
    var response: Response
    do {
      try gate.refuseOtherNames(request)
      response = try await next(request, context)
    } catch {
      let problem = problem(for: error, request)
      counters.addRejected(problem.status.code)
      response = problem.response
    }
    response.headers[.date] = Clock.fieldText
    for field in Self.fields where response.headers[field.name] == nil { response.headers[field.name] = field.value }
    return response
  }

  private func problem(for error: any Error, _ request: Request) -> Problem {
    switch error {
    case let problem as Problem: return problem
    case let error as HTTPError where error.status == .notFound: return Routes.problem(forUnknown: request)
    case let error as HTTPError:
      return Problem(
        error.status, error.status.reasonPhrase, error.body ?? "The request makes no sense to this server.")
    case JobStoreError.full(let count):
      return .busy(
        "\(count) songs are waiting already, which is all that this server keeps. Try again in a little while.",
        // When one of them is done there is room.
        retryAfter: Int(min(max(counters.values.usualSeconds ?? 5, 1), 60).rounded(.up)))
    case JobStoreError.unavailable(let reason):
      logger.error("the queue does not work: \(reason)")
      if reason.contains("disk is full") { return .diskFull }
      return .busy("The queue of this server does not work just now. Try again in a minute.", retryAfter: 60)
    default:
      logger.error("a request failed: \(error)")
      return Problem(
        .internalServerError, "Something went wrong here",
        "It is not your fault; try again, and tell the owner of this server if it stays so.",
        endsConnection: true)
    }
  }

  static let fields: [HTTPField] = [
    HTTPField(name: .contentTypeOptions, value: "nosniff"),
    HTTPField(
      name: .contentSecurityPolicy,
      value: "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self' blob:; "
        + "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"),
    // The path of a job is its secret.
    HTTPField(name: .referrerPolicy, value: "no-referrer"),
    HTTPField(name: .permissionsPolicy, value: "camera=(), geolocation=(), microphone=()"),
    HTTPField(name: .openerPolicy, value: "same-origin"),
    HTTPField(name: .resourcePolicy, value: "same-origin"),
  ]
}
