import FoundationEssentials
import Hosting
import RemixService
import Testing

struct SettingsReaderTests {
  private static func read(_ flags: [String: SettingsReader.Flag], json: String? = nil) async throws -> SettingsReading
  {
    guard let json else { return await SettingsReader(flags: flags, file: nil).settings() }
    let path = "/tmp/wubremix-settings-\(UInt64.random(in: 0 ... .max)).json"
    try Data(json.utf8).write(to: URL(filePath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    return await SettingsReader(flags: flags, file: path).settings()
  }

  private static func settings(_ reading: SettingsReading) throws -> ServiceSettings {
    guard case .settings(let settings) = reading else {
      Issue.record("\(reading)")
      return ServiceSettings()
    }
    return settings
  }

  @Test
  func `what is said nowhere has its default`() async throws {
    let settings = try Self.settings(await Self.read(["data": .text("/srv")]))
    var expected = ServiceSettings()
    expected.data = "/srv"
    #expect(settings == expected)
  }

  @Test
  func `flags come before the file`() async throws {
    let json = """
      {"data": "/file", "port": 1, "keep": "2h", "behindProxy": true, "token": "0123456789abcdef", "maxMinutes": 5}
      """
    let settings = try Self.settings(await Self.read(["data": .text("/flag"), "jobs": .whole(3)], json: json))
    #expect(settings.data == "/flag" && settings.port == 1 && settings.keepSeconds == 7_200 && settings.jobs == 3)
    #expect(settings.isBehindProxy && settings.token == "0123456789abcdef" && settings.minutes == 5)
  }

  @Test(arguments: [
    ("{", "JSON"), ("[]", "JSON"), ("{\"prot\": 1}", "prot"), ("{\"port\": \"x\"}", "port"),
    ("{\"port\": 70000}", "65535"),
    ("{\"keep\": \"1\"}", "24h"), ("{\"keep\": \"1s\"}", "24h"), ("{\"sandbox\": \"no\"}", "strict"),
    ("{\"token\": \"x\"}", "16"),
    ("{\"jobs\": 0}", "jobs"), ("{\"jobs\": null}", "jobs"), ("{\"jobs\": {\"a\": 1}}", "jobs"),
  ])
  func `what makes no sense is refused in words`(json: String, word: String) async throws {
    guard case .unusable(let reason) = try await Self.read(["data": .text("/srv")], json: json) else {
      Issue.record("\(json) was taken")
      return
    }
    #expect(reason.contains(word))
  }

  @Test
  func `a folder is needed`() async throws {
    guard case .unusable(let reason) = try await Self.read([:]) else {
      Issue.record("no folder was taken")
      return
    }
    #expect(reason.contains("--data"))
  }
}
