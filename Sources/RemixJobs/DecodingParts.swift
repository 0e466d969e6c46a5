import Audio
import AudioFiles

/// How the decoding of a song is cut into tasks; borders depend on nothing but what the file claims.
///
/// Each part is decoded from some way before its start, which the part before it ends with: by that it can be told whether the
/// decoder has found the samples that it would have come to. Nearly always it has; one turn in 250 within a Vorbis stream
/// ends half a block beside, and another from elsewhere does not.
struct DecodingParts {
  /// Samples of a part at least (30 s): opening the file and finding the place costs as much as decoding up to six seconds.
  private static let shortestPart = 30 * WorkingFormat.sampleRate
  /// Samples that are decoded before a part starts: more than the frames that an MP3's reservoir of bits spans.
  static let leadLength = 1 << 14
  /// The last of them, which are compared.
  static let sharedLength = 1 << 13
  /// Times that length a part is tried with before all is decoded in order.
  static let mostPatience = 2

  private let sampleCount: Int
  let count: Int

  /// The parts of what `stream` claims to hold.
  ///
  /// - Returns: `nil` for what is too short, is longer than `longest`, or can only be decoded from its start.
  init?(of stream: borrowing DecodingStream, longest: Int) {
    guard let claimed = stream.seekableSampleCount, claimed <= longest, claimed >= 2 * Self.shortestPart else {
      return nil
    }
    sampleCount = claimed
    count = Self.mostParts(ofSamples: claimed)
  }

  static func mostParts(ofSamples sampleCount: Int) -> Int { sampleCount / shortestPart }

  /// The first sample of a part, or of what follows the last by the file's claim.
  func start(of part: Int) -> Int { sampleCount * part / count }

  func isLast(_ part: Int) -> Bool { part == count - 1 }

  /// How many samples a part has if it is as expected; the last ends where the file does.
  func isExpected(_ length: Int, ofPart part: Int) -> Bool {
    isLast(part) ? length > 0 : length == start(of: part + 1) - start(of: part)
  }
}
