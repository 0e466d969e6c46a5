/// How an MP3 is encoded; always stereo (joint where that helps) at 44.1 kHz.
package struct MP3Settings: Equatable, Sendable, Codable {
  package enum BitrateMode: Equatable, Sendable, Codable {
    /// One of `MP3Settings.constantBitrates` for every frame.
    case constant(kilobitsPerSecond: Int)
    /// Frames of any bitrate that come to about this one: 32 to 310.
    case average(kilobitsPerSecond: Int)
    /// Frames of the bitrate that a quality needs: 0 (best, about 245 kbit/s) to 9 (about 65).
    case variable(quality: Int)
  }

  /// The bitrates of MPEG-1 layer III from 64 kbit/s on.
  ///
  /// Smaller frames have no room for the Info frame, and without it a song's exact length is lost.
  package static let constantBitrates = [64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
  package static let averageBitrates = 32...310
  package static let qualities = 0...9

  package var mode: BitrateMode
  /// How hard the encoder searches: 0 (slowest) to 9 (fastest); 3 is what the `lame` program does unasked.
  package var effort: Int
  /// Whether frames may borrow bits from their predecessors, as they should unless they are cut apart later.
  package var usesBitReservoir: Bool

  package init(mode: BitrateMode = .constant(kilobitsPerSecond: 192), effort: Int = 3, usesBitReservoir: Bool = true) {
    self.mode = mode
    self.effort = effort
    self.usesBitReservoir = usesBitReservoir
  }

  /// Throws `invalidMP3Settings` with the first thing that is wrong.
  package func validate() throws(AudioFileError) {
    switch mode {
    case .constant(let bitrate) where !Self.constantBitrates.contains(bitrate):
      let choices = Self.constantBitrates.map(String.init).joined(separator: ", ")
      throw .invalidMP3Settings(reason: "the bitrate \(bitrate) is none of \(choices) kbit/s")
    case .average(let bitrate) where !Self.averageBitrates.contains(bitrate):
      throw .invalidMP3Settings(reason: "the average bitrate \(bitrate) is not within 32 to 310 kbit/s")
    case .variable(let quality) where !Self.qualities.contains(quality):
      throw .invalidMP3Settings(reason: "the quality V\(quality) is not within V0 to V9")
    default: break
    }
    if !Self.qualities.contains(effort) {
      throw .invalidMP3Settings(reason: "the effort \(effort) is not within 0 to 9")
    }
  }
}
