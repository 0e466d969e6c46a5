import Audio
import BeatTracking
import Styles

extension RemixPlan: CustomStringConvertible {
  /// The form as a table for people: parts with bars and times, key, tempo and how much of everything there is.
  package var description: String {
    var lines = [
      "style   \(options.style.name)",
      "tempo   \(Self.rounded(grid.beatsPerMinute)) BPM (song \(Self.rounded(songBeatsPerMinute)) BPM)",
      "key     \(key.key)" + (key.key == songKey ? "" : " (relative of the song's \(songKey))"),
      "length  \(Self.time(sampleCount)), \(form.last?.bars.upperBound ?? 0) bars in \(segmentCount) segments",
      "events  \(slices.count) slices of the song, \(bassNotes.count) bass notes, \(drumHits.count) drum hits",
      "",
      "  bars        time       part       from the song",
    ]
    for part in form {
      let bars = Self.padded("\(part.bars.lowerBound + 1)-\(part.bars.upperBound)", to: 10)
      let start = Self.padded(Self.time(grid.sample(bar: part.bars.lowerBound)), to: 9)
      let song =
        "\(part.label), \(Self.time(seconds: part.songStartSeconds))-\(Self.time(seconds: part.songEndSeconds))"
      lines.append(
        "  \(bars)  \(start)  \(Self.padded(part.kind.rawValue, to: 9))  \(song)")
    }
    return lines.joined(separator: "\n")
  }

  private static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(width - text.count, 0))
  }

  /// One decimal.
  private static func rounded(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e9 else { return "?" }
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(abs(tenths % 10))"
  }

  private static func time(_ sample: Int) -> String {
    time(seconds: WorkingFormat.seconds(ofSamples: sample))
  }

  private static func time(seconds: Double) -> String {
    guard seconds.isFinite, abs(seconds) < 1e9 else { return "?" }
    let whole = Int(seconds.rounded())
    let rest = whole % 60
    return "\(whole / 60):\(rest < 10 ? "0" : "")\(rest)"
  }
}
