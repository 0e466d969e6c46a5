import Configuration
import FoundationEssentials
package import Hosting
import Sandboxing
import SystemPackage

/// Where settings come from, the first that has one deciding: flags, the environment (`WUBREMIX_UPLOAD_BYTES`), a file of JSON
/// (`{"uploadBytes": 1000000}`), defaults.
package struct SettingsReader: Sendable {
  /// What a flag says.
  package enum Flag: Sendable {
    case text(String)
    case whole(Int)
    case number(Double)
    case yes
  }

  private let flags: [String: Flag]
  private let file: String?

  /// - Parameters:
  ///   - flags: By the settings' names.
  ///   - file: The path of a file of settings.
  package init(flags: [String: Flag], file: String?) {
    self.flags = flags
    self.file = file
  }

  /// All settings.
  package func settings() async -> SettingsReading {
    do {
      return .settings(try await read())
    } catch let error as SettingsError {
      return .unusable(reason: error.reason)
    } catch {
      return .unusable(reason: "\(error)")
    }
  }

  private func read() async throws -> ServiceSettings {
    var providers: [any ConfigProvider] = [
      InMemoryProvider(name: "flags", values: Dictionary(uniqueKeysWithValues: flags.map { ([$0], $1.value) })),
      EnvironmentVariablesProvider(secretsSpecifier: .specific(["WUBREMIX_TOKEN"])).prefixKeys(with: "wubremix"),
    ]
    var known = Set<String>()
    if let file {
      known = try names(in: file)
      do {
        providers.append(try await FileProvider<JSONSnapshot>(filePath: FilePath(file)))
      } catch {
        throw SettingsError("the settings in \(file) cannot be read: \(error)")
      }
    }
    let values = Values(reader: ConfigReader(providers: providers), inFile: known)
    var settings = ServiceSettings()
    try await values.text("listen") { settings.listen = $0 }
    try await values.whole("port", in: 0...65_535) { settings.port = $0 }
    try await values.text("data") { settings.data = $0 }
    try await values.whole("uploadBytes", in: 1...(1 << 40)) { settings.uploadBytes = $0 }
    try await values.number("maxMinutes", in: 0.1...2_880) { settings.minutes = $0 }
    try await values.whole("waiting", in: 1...1_000_000) { settings.waiting = $0 }
    try await values.whole("perHour", in: 0...1_000_000) { settings.perHour = $0 }
    try await values.whole("uploadsPerClient", in: 1...10_000) { settings.uploadsPerClient = $0 }
    try await values.whole("workers", in: 1...256) { settings.workers = $0 }
    try await values.whole("jobs", in: 1...256) { settings.jobs = $0 }
    try await values.duration("keep", in: 60...3_153_600_000) { settings.keepSeconds = $0 }
    try await values.duration("drain", in: 0...86_400) { settings.drainSeconds = $0 }
    try await values.whole("connections", in: 8...100_000) { settings.connections = $0 }
    try await values.flag("behindProxy") { settings.isBehindProxy = $0 }
    try await values.text("token", isSecret: true) { settings.token = $0 }
    var mode: String?
    try await values.text("sandbox") { mode = $0 }
    if let mode {
      guard let known = Sandbox.Mode(rawValue: mode) else {
        throw SettingsError("sandbox is auto, strict or off, not \(mode)")
      }
      settings.sandbox = known
    }
    if let token = settings.token, token.utf8.count < 16 {
      throw SettingsError("the token has fewer than 16 characters: somebody could guess it")
    }
    guard !settings.data.isEmpty else {
      throw SettingsError("there is no folder for songs and remixes: name one with --data")
    }
    return settings
  }

  /// Every name in the file must be one of a setting: what is spelled wrong would be as if it were not there.
  private func names(in file: String) throws -> Set<String> {
    guard let bytes = try? Data(contentsOf: URL(filePath: file)) else {
      throw SettingsError("the settings in \(file) cannot be read; is the path right?")
    }
    guard let found = try? JSONDecoder().decode([String: Anything].self, from: bytes) else {
      throw SettingsError("the settings in \(file) are no JSON object, as in {\"port\": 8080}")
    }
    if let unknown = found.keys.sorted().first(where: { !Self.names.contains($0) }) {
      throw SettingsError(
        "there is no setting \(unknown) (in \(file)); there are \(Self.names.joined(separator: ", "))")
    }
    return Set(found.keys)
  }

  private struct Anything: Decodable {
    init(from decoder: any Decoder) {}
  }

  private static let names = [
    "listen", "port", "data", "uploadBytes", "maxMinutes", "waiting", "perHour", "uploadsPerClient", "workers", "jobs",
    "keep", "drain", "connections", "behindProxy", "token", "sandbox",
  ]
}

private struct SettingsError: Error {
  let reason: String

  init(_ reason: String) {
    self.reason = reason
  }
}

/// Values that are checked before they are taken.
private struct Values {
  let reader: ConfigReader
  /// Names that the file has.
  let inFile: Set<String>

  func text(_ name: String, isSecret: Bool = false, _ take: (String) -> Void) async throws {
    if let value = try await found(name, { try await reader.fetchString(forKey: $0, isSecret: isSecret) }) {
      take(value)
    }
  }

  func whole(_ name: String, in range: ClosedRange<Int>, _ take: (Int) -> Void) async throws {
    guard let value = try await found(name, { try await reader.fetchInt(forKey: $0) }) else { return }
    guard range.contains(value) else {
      throw SettingsError("\(name) is from \(range.lowerBound) to \(range.upperBound), not \(value)")
    }
    take(value)
  }

  func number(_ name: String, in range: ClosedRange<Double>, _ take: (Double) -> Void) async throws {
    guard let value = try await found(name, { try await reader.fetchDouble(forKey: $0) }) else { return }
    guard range.contains(value) else {
      throw SettingsError("\(name) is from \(range.lowerBound) to \(range.upperBound), not \(value)")
    }
    take(value)
  }

  func flag(_ name: String, _ take: (Bool) -> Void) async throws {
    if let value = try await found(name, { try await reader.fetchBool(forKey: $0) }) { take(value) }
  }

  /// As `90s`, `15m`, `24h` or `7d`.
  func duration(_ name: String, in range: ClosedRange<Double>, _ take: (Double) -> Void) async throws {
    guard let text = try await found(name, { try await reader.fetchString(forKey: $0) }) else { return }
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
    guard let unit = text.last.flatMap({ units[$0] }), let number = Double(text.dropLast()),
      range.contains(number * unit)
    else { throw SettingsError("\(name) is a time such as 90s, 15m, 24h or 7d, not \(text)") }
    take(number * unit)
  }

  private func found<Value>(_ name: String, _ fetch: (ConfigKey) async throws -> Value?) async throws -> Value? {
    do {
      if let value = try await fetch([name]) { return value }
    } catch {
      throw SettingsError("the setting \(name) is of the wrong kind: \(error)")
    }
    // What is there and has no value is null, or a list, or the like.
    if inFile.contains(name) { throw SettingsError("the setting \(name) is of the wrong kind") }
    return nil
  }
}

extension SettingsReader.Flag {
  fileprivate var value: ConfigValue {
    switch self {
    case .text(let text): ConfigValue(.string(text), isSecret: false)
    case .whole(let number): ConfigValue(.int(number), isSecret: false)
    case .number(let number): ConfigValue(.double(number), isSecret: false)
    case .yes: ConfigValue(.bool(true), isSecret: false)
    }
  }
}
