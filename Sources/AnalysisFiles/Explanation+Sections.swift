import BeatTracking

// Form: what each section is, and why it starts where it does.
extension Explanation {
  var sectionLines: [String] {
    let sections = analysis.sections
    var lines: [String]
    if sections.count == 1 {
      lines = ["Sections: one, as nothing in it changes or comes back clearly enough for a border."]
    } else {
      lines = ["Sections: \(sections.count), the same letter for what sounds alike."]
      let width = sections.map(\.label.count).max() ?? 1
      for section in sections {
        let label = section.label + String(repeating: " ", count: width - section.label.count)
        lines.append("  \(label)  \(Self.summary(of: section))")
        let reasons = reasons(for: section)
        if !reasons.isEmpty { lines.append("  \(String(repeating: " ", count: width))    \(reasons)") }
      }
    }
    return lines + Self.runnersUp(otherBorders)
  }

  private static func summary(of section: Section) -> String {
    let times = "\(DecimalText.clock(section.startSeconds)) to \(DecimalText.clock(section.endSeconds))"
    let key = section.key.map { ", in \($0)" } ?? ""
    let drop = section.isDropCandidate ? ", the loudest part that comes back: a chorus or drop" : ""
    return "\(times), loudness rank \(section.energyRank)\(resemblance(of: section))\(key)\(drop)"
  }

  private static func resemblance(of section: Section) -> String {
    guard let other = section.resemblance else { return "" }
    let likeness = percent(other.likeness)
    if other.label == section.label { return ", like \(DecimalText.clock(other.startSeconds)) (\(likeness))" }
    return other.likeness < 0.1 ? ", new" : ", new (\(likeness) like \(other.label))"
  }

  /// How sure the section's start is, and what speaks for it.
  private func reasons(for section: Section) -> String {
    guard let border = section.border else { return "" }
    var reasons: [String] = []
    if !border.changes.isEmpty {
      let names = border.changes.map(Self.name(of:))
      let isOne = border.changes.count == 1 && border.changes[0] != .chords
      reasons.append("\(Self.listed(names)) change\(isOne ? "s" : "")")
    }
    if let step = border.levelStepDB, abs(step) >= 1.5 {
      reasons.append("\(DecimalText.fixed(abs(step), digits: 0)) dB \(step > 0 ? "louder" : "softer")")
    }
    if let other = border.repetitionSeconds { reasons.append(repetition(from: section.startSeconds, at: other)) }
    if reasons.isEmpty { reasons.append("little changes, but it makes for sections of a usual length") }
    return "Its start is \(Self.certainty(border.confidence)): \(reasons.joined(separator: ", "))."
  }

  private func repetition(from start: Double, at other: Double) -> String {
    let time = DecimalText.clock(other)
    guard analysis.sections.contains(where: { $0.startSeconds == other }) else {
      return "what starts here is also heard at \(time)"
    }
    return other < start ? "what starts at \(time) starts again" : "what starts here comes back at \(time)"
  }

  private static func name(of aspect: SectionBorder.Aspect) -> String {
    switch aspect {
    case .chords: "chords"
    case .bass: "bass line"
    case .timbre: "timbre"
    case .rhythm: "rhythm"
    }
  }

  /// "a", "a and b", "a, b and c".
  private static func listed(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return "\(words.dropLast().joined(separator: ", ")) and \(last)"
  }

  /// Places where a border might be too, or instead, the likeliest first.
  private var otherBorders: [(name: String, score: Double)] {
    let more = analysis.rejectedBorders.map { (name: "a border at \(DecimalText.clock($0.answer))", score: $0.score) }
    let others = analysis.sections.compactMap { section -> (name: String, score: Double)? in
      guard let other = section.border?.alternative else { return nil }
      let shift = other.answer - section.startSeconds
      let words = "\(DecimalText.fixed(abs(shift), digits: 1)) s \(shift < 0 ? "earlier" : "later")"
      return ("the start at \(DecimalText.clock(section.startSeconds)) \(words)", other.score)
    }
    // Ties keep this order: `sorted` alone does not promise it.
    return (more + others).enumerated().sorted { ($1.element.score, $0.offset) < ($0.element.score, $1.offset) }
      .map(\.element)
  }
}
