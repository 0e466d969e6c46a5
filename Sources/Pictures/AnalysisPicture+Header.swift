import BeatTracking

// The title, and the answers with how sure they are.
extension AnalysisPicture {
  private struct Fact {
    let name: String
    let value: String
    /// A second thought, such as the runner-up.
    let note: String
    /// 0...1; `nil` for what is measured rather than judged.
    let confidence: Double?
  }

  func drawHeader(on canvas: borrowing Canvas) {
    let area = Self.headerArea
    canvas.fill(Rectangle(x: 0, y: 0, width: Double(Self.width), height: area.bottom), Palette.panel)
    canvas.fill(Rectangle(x: 0, y: area.bottom - 1, width: Double(Self.width), height: 1), Palette.rule)
    let name = StrokeFont.fitted(title.isEmpty ? "Untitled" : title, size: 17, width: area.width)
    canvas.write(name, at: Point(area.x, 36), size: 17, Palette.ink, weight: .bold)
    let facts = self.facts
    let width = area.width / Double(facts.count)
    for (index, fact) in facts.enumerated() {
      draw(fact, at: Point(area.x + Double(index) * width, 0), width: width - 22, on: canvas)
    }
  }

  private func draw(_ fact: Fact, at corner: Point, width: Double, on canvas: borrowing Canvas) {
    canvas.write(fact.name, at: Point(corner.x, 60), size: 7.5, Palette.quiet)
    let value = StrokeFont.fitted(fact.value, size: 13, width: width)
    canvas.write(value, at: Point(corner.x, 82), size: 13, Palette.ink, weight: .bold)
    let note = StrokeFont.fitted(fact.note, size: 8, width: width)
    canvas.write(note, at: Point(corner.x, 98), size: 8, Palette.quiet)
    guard let confidence = fact.confidence else { return }
    let bar = Rectangle(x: corner.x, y: 104, width: min(width, 130), height: 4)
    canvas.fill(bar, Palette.rule)
    let share = min(max(confidence, 0), 1)
    let colour =
      switch Certainty(share) {
      case .madeUp, .low: Palette.downbeat
      case .fair: Palette.onset
      case .high: Colour(0x3C9D5B)
      }
    canvas.fill(Rectangle(x: bar.x, y: bar.y, width: max(bar.width * share, 2), height: bar.height), colour)
  }

  private var facts: [Fact] {
    let isMadeUp = analysis.tempoConfidence <= 0
    let tempo = Fact(
      name: "TEMPO", value: "\(Self.fixed(analysis.beatsPerMinute, 1)) BPM",
      note: isMadeUp ? "made up: no beat found" : analysis.isSteady ? "steady" : runnerUp(tempoNames),
      confidence: analysis.tempoConfidence)
    let beats = Fact(
      name: "BEATS", value: "\(analysis.beats.count)",
      note: isMadeUp ? "made up" : "first at \(Self.fixed(analysis.beats.first ?? 0, 2)) s",
      confidence: analysis.beatConfidence)
    let meter = Fact(
      name: "METER", value: "\(analysis.meter)",
      note: runnerUp(analysis.meterCandidates.filter { $0.answer != analysis.meter }.map { "\($0.answer)" }),
      confidence: analysis.downbeatConfidence)
    let key = Fact(
      name: "KEY", value: name(of: analysis.key),
      note: runnerUp(analysis.keyCandidates.filter { $0.answer != analysis.key }.map { name(of: $0.answer) }),
      confidence: analysis.keyConfidence)
    let sign = analysis.tuningCents >= 0.5 ? "+" : ""
    let tuning = Fact(
      name: "TUNING", value: "\(sign)\(Self.fixed(analysis.tuningCents, 0)) cents", note: "from A = 440 Hz",
      confidence: nil)
    let length = Fact(
      name: "LENGTH", value: TimeAxis.name(analysis.durationSeconds.rounded(), step: 1),
      note: "\(analysis.sections.count) section\(analysis.sections.count == 1 ? "" : "s")", confidence: nil)
    let loudness = Fact(
      name: "LOUDNESS", value: analysis.loudnessLUFS.map { "\(Self.fixed($0, 1)) LUFS" } ?? "silent",
      note: "integrated, EBU R 128", confidence: nil)
    return [tempo, beats, meter, key, tuning, length, loudness]
  }

  private var tempoNames: [String] {
    analysis.tempoCandidates.filter { abs($0.answer - analysis.beatsPerMinute) > 0.03 * analysis.beatsPerMinute }
      .map { Self.fixed($0.answer, 1) }
  }

  private func runnerUp(_ names: [String]) -> String {
    names.first.map { "or \($0)" } ?? ""
  }

  /// As musicians write it, with a real flat or sharp.
  func name(of key: Key) -> String {
    let words = "\(key)".split(separator: " ")
    let tonic = Self.engraved(String(words[0]))
    return "\(tonic) \(words.dropFirst().joined(separator: " "))"
  }

  /// The name of a note with musical signs for `#` and `b`.
  static func engraved(_ name: String) -> String {
    name.map { $0 == "#" ? "\u{266F}" : $0 == "b" ? "\u{266D}" : String($0) }.joined()
  }
}
