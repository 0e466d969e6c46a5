/// Beats that a person or another program wrote down, read from untrusted bytes.
///
/// Known are madmom's text (a time in seconds per line, or a time and the beat's place in its bar), label tracks of Audacity
/// (start, end and label with tabs between), `wubremix analyze --json` and JAMS.
package struct BeatsFile: Equatable, Sendable {
  /// Where in a file something stands.
  package enum Place: Equatable, Sendable {
    /// Counted from 1.
    case line(Int)
    /// An entry of a JSON list, counted from 1.
    case entry(Int)
  }

  struct Beat: Equatable, Sendable {
    var seconds: Double
    var isDownbeat: Bool
    var place: Place
  }

  let beats: [Beat]

  /// The largest file that is read: beats of many hours.
  package static let byteLimit = 16 << 20
  /// Beats that are closer are no beats but a mistake: 1 200 per minute.
  package static let shortestInterval = 0.05
  /// How far after the song's end a beat may lie and be ignored: decoders differ in what they cut off.
  private static let toleranceSeconds = 0.5

  package init(_ bytes: [UInt8]) throws(BeatsFileError) {
    guard bytes.count <= Self.byteLimit else { throw .tooLarge }
    let isBinary = bytes.contains { $0 < 0x20 && !(0x09...0x0D).contains($0) || $0 == 0x7F }
    if isBinary { throw .binary }
    let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    let start = text.first { !(0x09...0x0D).contains($0) && $0 != 0x20 }
    guard let start else { throw .empty }
    let isJSON = start == UInt8(ascii: "{") || start == UInt8(ascii: "[")
    beats = isJSON ? try JSONBeats.read(text) : try TextBeats.read(text)
    try refuseDisorder()
  }

  /// The beats that lie within a song, and those of them that open a bar; `nil` if the file does not tell them.
  package func within(
    durationSeconds: Double
  ) throws(BeatsFileError) -> (beats: [Double], downbeats: [Double]?) {
    if let lost = beats.first(where: { $0.seconds >= durationSeconds + Self.toleranceSeconds }) {
      throw .beyondTheEnd(lost.place, seconds: lost.seconds, durationSeconds: durationSeconds)
    }
    let inside = beats.filter { $0.seconds < durationSeconds }
    guard inside.count >= 2 else { throw .tooFew }
    let downbeats = inside.filter(\.isDownbeat).map(\.seconds)
    return (inside.map(\.seconds), downbeats.isEmpty ? nil : downbeats)
  }

  private func refuseDisorder() throws(BeatsFileError) {
    guard let first = beats.first else { throw .empty }
    guard first.seconds >= 0 else { throw .beforeTheStart(first.place, seconds: first.seconds) }
    for (before, beat) in zip(beats, beats.dropFirst()) {
      if beat.seconds <= before.seconds { throw .notRising(beat.place, seconds: beat.seconds, after: before.seconds) }
      if beat.seconds - before.seconds < Self.shortestInterval - 1e-6 { throw .tooClose(beat.place) }
    }
    guard beats.count >= 2 else { throw .tooFew }
  }
}
