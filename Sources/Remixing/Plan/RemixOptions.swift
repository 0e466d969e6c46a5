package import Styles

/// What a user may choose about a remix.
package struct RemixOptions: Equatable, Sendable {
  package var style: Style
  /// Chooses between figures of equal worth: another seed gives another remix of the same song.
  package var seed = usualSeed
  package var length = RemixLength.full
  /// In place of the style's tempo, in beats per minute.
  package var targetBeatsPerMinute: Double?
  /// In place of the style's balance of bass and song, 0...1.
  package var wub: Double?
  /// Makes only so many seconds of the remix, around its first drop.
  package var previewSeconds: Double?
  /// Integrated loudness of the finished remix.
  package var targetLoudnessLUFS = usualLoudnessLUFS
  /// The highest true peak allowed in the decoded output, in dBTP.
  package var truePeakCeilingDB = -1.0

  package init(style: Style = .standard) {
    self.style = style
  }

  // What is done unasked.
  package static let usualSeed: UInt64 = 140
  package static let usualLoudnessLUFS = -14.0

  // What may be asked for.
  package static let tempos = 60.0...240.0
  package static let previews = 5.0...600.0
  /// Loudness that music is made at; louder, the limiter would leave no wave as it is.
  package static let loudnesses = -40.0...(-6.0)
}

/// How long a remix is.
package enum RemixLength: Equatable, Sendable {
  /// About as long as the song.
  case full
  /// As radio stations like it: about three minutes at most, or as near as the shortest form comes.
  case radio
  case seconds(Double)

  /// Seconds that may be asked for.
  package static let sensible = 10.0...14_400.0
  /// The length of `radio`.
  package static let radioSeconds = 180.0

  /// `full`, `radio`, seconds, or minutes and seconds as `1:30`; `nil` for what is nothing of that, or not sensible.
  package init?(spelled text: String) {
    // Swift would read hexadecimal numbers and exponents, too.
    let isPlain = text.utf8.allSatisfy { (0x30...0x3A).contains($0) || $0 == UInt8(ascii: ".") }
    switch text {
    case "full": self = .full
    case "radio": self = .radio
    default:
      guard isPlain, let seconds = Self.seconds(spelled: text), Self.sensible.contains(seconds) else { return nil }
      self = .seconds(seconds)
    }
  }

  private static func seconds(spelled text: String) -> Double? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2 else { return Double(text) }
    guard let minutes = Int(parts[0]), let seconds = Double(parts[1]), minutes >= 0, (0..<60).contains(seconds) else {
      return nil
    }
    return Double(minutes) * 60 + seconds
  }

  /// Seconds that it must not be longer than.
  var mostSeconds: Double {
    if case .radio = self { Self.radioSeconds } else { .infinity }
  }

  /// - Returns: Seconds for a song of `songSeconds`.
  package func seconds(forSong songSeconds: Double) -> Double {
    switch self {
    case .full: songSeconds
    case .radio: min(songSeconds, Self.radioSeconds)
    case .seconds(let seconds): seconds
    }
  }
}
