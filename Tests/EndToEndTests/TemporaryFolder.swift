import Foundation

/// A folder of its own for a test; goes with everything in it.
final class TemporaryFolder {
  let url: URL
  private var kept: [TemporaryFolder] = []

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("wubremix-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit {
    // The system clears its temporary folder too.
    try? FileManager.default.removeItem(at: url)
  }

  func path(_ name: String) -> String { url.appendingPathComponent(name).path }

  /// The names in this folder, hidden ones included, sorted.
  var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []).sorted()
  }

  /// Has `other` live as long as this folder.
  func keep(_ other: TemporaryFolder) { kept.append(other) }
}
