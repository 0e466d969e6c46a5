package import FoundationEssentials

/// What is true of the demo song because it was made so; the contents of `demo.json`.
package struct DemoTruth: Codable, Equatable, Sendable {
  /// One part of the form.
  package struct Section: Codable, Equatable, Sendable {
    /// Seconds; the first section starts with the file.
    package let start: Double
    /// Seconds; the last section ends with the file.
    package let end: Double
    /// "intro", "verse", "chorus" or "outro".
    package let label: String
  }

  package let bpm: Double
  /// Seconds.
  package let beats: [Double]
  /// Seconds; every fourth beat from the first.
  package let downbeats: [Double]
  /// Tonic and mode, such as "F# minor".
  package let key: String
  package let sections: [Section]
  /// Seconds.
  package let duration: Double

  /// The JSON text with its keys in one order, so that the same song makes the same bytes.
  package func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
    return try encoder.encode(self) + Data("\n".utf8)
  }
}
