import Glibc
import HTTPTypes
import Hosting
import Hummingbird
import JobQueue
import Logging
import NIOCore
import Synchronization

/// Who may do what, and how often.
final class Gate: Sendable {
  private struct State {
    var settings: ServiceSettings
    var uploads: [String: Int] = [:]
    /// When each client's songs were accepted within the last hour, as far as this process knows: jobs that were deleted count, too.
    var accepted: [String: [Double]] = [:]
  }

  private let state: Mutex<State>
  private let store: any JobStore

  init(settings: ServiceSettings, store: any JobStore) {
    state = Mutex(State(settings: settings))
    self.store = store
  }

  var settings: ServiceSettings { state.withLock { $0.settings } }

  func use(_ settings: ServiceSettings) { state.withLock { $0.settings = settings } }

  /// Lets those in who may send songs and delete jobs.
  func admit(_ request: Request) throws(Problem) {
    try refuseOtherSites(request)
    guard let token = settings.token else { return }
    guard let given = Self.bearer(request) else {
      throw Problem(
        .unauthorized, "A token is needed",
        "Send the header \"Authorization: Bearer\" with the token that the owner of this server gives out.",
        headers: [.wwwAuthenticate: "Bearer realm=\"wubremix\""], endsConnection: true)
    }
    guard Self.isSame(given, token) else {
      throw Problem(
        .unauthorized, "The token is not right", "Ask the owner of this server for the token.",
        headers: [.wwwAuthenticate: "Bearer realm=\"wubremix\", error=\"invalid_token\""], endsConnection: true)
    }
  }

  /// Lets those in who may see how the service fares: whoever has the token, or without one, whoever is on this machine.
  func admitToFigures(_ request: Request, _ context: ServiceContext) throws(Problem) {
    if settings.token != nil { return try admit(request) }
    guard isLocal(client(of: request, context)) else {
      throw Problem(
        .forbidden, "Not for everybody",
        "Figures are for this machine alone, or for whoever has a token: have the owner set one.")
    }
  }

  /// Web pages of other sites can have a browser send forms here; they have nothing to say.
  private func refuseOtherSites(_ request: Request) throws(Problem) {
    let site = request.headers[.secFetchSite]
    var isForeign = site != nil && site != "same-origin" && site != "none"
    if site == nil, let origin = request.headers[.origin] {
      // A proxy may have another name for this server than the browser: the origin's host is what the browser asked.
      let host = request.head.authority ?? ""
      isForeign = origin.split(separator: "/").last.map(String.init) != host
    }
    if isForeign {
      throw Problem(
        .forbidden, "The page of another site asks for this", "Use the page of this server, or a program of your own.",
        endsConnection: true)
    }
  }

  /// Counts a song that `client` begins to send.
  func beginUpload(of client: String) async throws {
    let settings = self.settings
    if settings.perHour > 0 {
      let stored = try await store.submissionCount(of: client, since: Clock.now - 3_600)
      let count = max(stored, acceptedCount(of: client))
      if count >= settings.perHour {
        throw Problem(
          .tooManyRequests, "Too many songs",
          "You have sent \(count) songs within an hour, which is all that one may. Try again later.",
          headers: [.retryAfter: "600"], endsConnection: true)
      }
    }
    let isTooMany = state.withLock { state in
      guard state.uploads[client, default: 0] < settings.uploadsPerClient else { return true }
      state.uploads[client, default: 0] += 1
      return false
    }
    if isTooMany {
      throw Problem(
        .tooManyRequests, "Too many songs at once", "Send one after the other.", headers: [.retryAfter: "5"],
        endsConnection: true)
    }
  }

  func noteAccepted(from client: String) {
    state.withLock { state in
      if state.settings.perHour > 0 { state.accepted[client, default: []].append(Clock.now) }
    }
  }

  private func acceptedCount(of client: String) -> Int {
    let hourAgo = Clock.now - 3_600
    return state.withLock { state in
      // Of clients that do not come back nothing is to be kept.
      if state.accepted.count > Self.knownClients {
        state.accepted = state.accepted.filter { $0.value.contains { $0 > hourAgo } }
      }
      state.accepted[client]?.removeAll { $0 <= hourAgo }
      return state.accepted[client]?.count ?? 0
    }
  }

  private static let knownClients = 10_000

  func endUpload(of client: String) {
    state.withLock { state in
      state.uploads[client] = state.uploads[client].flatMap { $0 > 1 ? $0 - 1 : nil }
    }
  }

  /// Whom a request is from: an address, or of IPv6 the network that a provider gives to one customer.
  func client(of request: Request, _ context: ServiceContext) -> String {
    if settings.isBehindProxy {
      // A proxy that does not tell, or not so that it can be understood, is no reason to take its clients for this machine.
      let last = request.headers[.forwardedFor]?.split(separator: ",").last
      return last.flatMap { Self.address($0.filter { $0 != " " }) }.map(Self.name) ?? "unknown"
    }
    return context.peer.map(Self.name) ?? "unknown"
  }

  /// An address with or without a port.
  private static func address(_ text: String) -> SocketAddress? {
    var host = text[...]
    if host.hasPrefix("["), let end = host.firstIndex(of: "]") {
      host = host[host.index(after: host.startIndex)..<end]
    } else if host.count(where: { $0 == ":" }) == 1, let colon = host.firstIndex(of: ":") {
      host = host[..<colon]
    }
    return host.utf8.count > 64 ? nil : try? SocketAddress(ipAddress: String(host), port: 0)
  }

  /// A page of another site can have its name point to this machine; whoever listens to this machine alone answers to its names alone.
  func refuseOtherNames(_ request: Request) throws(Problem) {
    let settings = self.settings
    guard isLocal(settings.listen), !settings.isBehindProxy else { return }
    let authority = request.head.authority ?? ""
    let name = authority.hasPrefix("[") ? authority.prefix { $0 != "]" } + "]" : authority.prefix { $0 != ":" }
    guard name.isEmpty || name == "localhost" || name == "[::1]" || name.hasPrefix("127.") else {
      throw Problem(
        HTTPResponse.Status(code: 421, reasonPhrase: "Misdirected Request"), "This is not the server that you want",
        "It answers to localhost alone. Its owner can have it stand behind a proxy (--behind-proxy).",
        endsConnection: true)
    }
  }

  private static func name(of address: SocketAddress) -> String {
    guard let text = address.ipAddress else { return "unknown" }
    guard case .v6 = address else { return text }
    if text.hasPrefix("::ffff:"), text.contains(".") { return String(text.dropFirst(7)) }
    if text == "::1" { return text }
    return address.networkPrefix ?? text
  }

  private func isLocal(_ client: String) -> Bool { client == "::1" || client.hasPrefix("127.") }

  private static func bearer(_ request: Request) -> String? {
    guard let field = request.headers[.authorization], field.lowercased().hasPrefix("bearer ") else { return nil }
    return String(field.dropFirst(7)).filter { $0 != " " }
  }

  /// Takes as long for any token of the same length.
  private static func isSame(_ one: String, _ other: String) -> Bool {
    let (one, other) = (Array(one.utf8), Array(other.utf8))
    guard one.count == other.count else { return false }
    return zip(one, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}

extension SocketAddress {
  /// The first half of an IPv6 address.
  fileprivate var networkPrefix: String? {
    guard case .v6 = self, let text = ipAddress else { return nil }
    var bytes = [UInt8](repeating: 0, count: 16)
    guard unsafe inet_pton(AF_INET6, text, &bytes) == 1 else { return nil }
    return bytes.prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() + "::/64"
  }
}
