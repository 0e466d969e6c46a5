import Styles

/// A style with one of each, for changes.
enum SmallStyle {
  static let text = """
    name: small
    about: One of each
    tempo: 140
    swing: 0.1
    harmony: 1 1 6 7
    form: { intro: 4, build: 4, drop: 4, breakdown: 4, ending: 4 }
    mix: { wub: 0.5, drums: -1 dB }
    drums:
      beat:
        kick:  X... .... X... .... | X... .... .... ....
        snare: .... X... .... X...
        level: -6 > 0 dB
    bass:
      line:
        - 1/2 wobble 1/8, 1/4 rest, 1/4 growl @5
        - 1 reese
    chops:
      cuts:
        - 1/2 a stutter 1/8, 1/4 b+1, 1/4 song reverse
    parts:
      intro:
        - bars: 4
          song: { play: through, low-pass: 260 > 4500 Hz }
          effects: [riser 4, crash -6 dB]
      build:
        - bars: 4
          song: cuts
      drop:
        - bars: 4
          song: { play: [cuts], level: -1 dB }
          bass: [line]
          drums: [beat]
          last-beat: song
      breakdown:
        - bars: 4
          pad: -6 dB
      ending:
        - bars: 4
          song: through

    """

  /// The style with `found` replaced, which must be there.
  static func text(with replacement: String, for found: String) -> String {
    let index = text.firstRange(of: found)
    precondition(index != nil, "\(found) is not in the small style")
    return index.map { text.replacingCharacters(in: $0, with: replacement) } ?? text
  }

  static func style(with replacement: String, for found: String) throws(StyleError) -> Style {
    try Style(text: text(with: replacement, for: found), fileName: "small.yaml")
  }

  /// What is said of a text, without the file's name; empty if nothing is wrong.
  static func problems(of text: String) -> [String] {
    do {
      _ = try Style(text: text, fileName: "small.yaml")
      return []
    } catch {
      return error.problems.map { problem in
        (problem.line.map { "line \($0): " } ?? "") + problem.message
      }
    }
  }
}

extension String {
  /// Without Foundation.
  fileprivate func firstRange(of other: String) -> Range<Index>? {
    let bytes = Array(utf8)
    let pattern = Array(other.utf8)
    guard let start = (0...max(0, bytes.count - pattern.count)).first(where: { bytes[$0...].starts(with: pattern) })
    else { return nil }
    let first = utf8.index(startIndex, offsetBy: start)
    return first..<utf8.index(first, offsetBy: pattern.count)
  }

  fileprivate func replacingCharacters(in range: Range<Index>, with other: String) -> String {
    self[..<range.lowerBound] + other + self[range.upperBound...]
  }
}
