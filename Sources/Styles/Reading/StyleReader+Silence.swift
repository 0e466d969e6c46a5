extension StyleReader {
  /// Bars of silence from which on a part is worth a word: shorter ones are held breath.
  private static let silenceWorthAWord = 2

  /// Reports a style of which nothing is ever heard, and warns of parts of which nothing is.
  mutating func checkForSilence(_ style: Style, _ fields: StyleFields, of root: StyleNode) {
    let played = PartKind.allCases.filter { style.form.bars(of: $0) > 0 }
    let silent = played.filter { kind in
      style.scenes[kind]?.contains { $0.isHeard(mix: style.mix) } != true
    }
    guard !silent.isEmpty else { return }
    if silent == played {
      let reasons = Self.reasonsForSilence(of: played.flatMap { style.scenes[$0] ?? [] }, mix: style.mix)
      let place = fields.places["parts"] ?? root.place
      report(
        reasons.isEmpty
          ? "the parts play nothing, expected a song, bass, drums, a pad or effects in their scenes, "
            + "such as 'song: through'"
          : "nothing is ever heard of what the parts play: \(reasons.joined(separator: ", and "))", at: place)
      return
    }
    guard let parts = fields["parts"], case .mapping(let entries) = parts.content else { return }
    for entry in entries {
      guard let kind = PartKind(rawValue: entry.key), silent.contains(kind) else { continue }
      let bars = style.form.bars(of: kind)
      guard bars >= Self.silenceWorthAWord else { continue }
      warn("nothing plays in the \(kind.rawValue): its \(bars) bars are silent", at: entry.keyPlace)
    }
  }

  /// Why what there is in silent scenes is not heard; empty if there is nothing in them.
  private static func reasonsForSilence(of scenes: [Scene], mix: MixSettings) -> [String] {
    var reasons: [String] = []
    if scenes.contains(where: { $0.song != nil }) {
      let gives = mix.wub == 1 && scenes.contains { $0.song != nil && $0.bass != nil }
      reasons.append(gives ? "'wub: 1' leaves no song beside a bass" : "the chops hold nothing but rests")
    }
    if scenes.contains(where: { $0.bass != nil }) {
      reasons.append(mix.wub == 0 ? "'wub: 0' leaves out the bass" : "the bass holds nothing but rests")
    }
    if scenes.contains(where: { !$0.drums.isEmpty }) { reasons.append("the drums hold nothing but rests") }
    if scenes.contains(where: { !$0.fills.isEmpty }) {
      reasons.append("the fills hold nothing but rests or stand in scenes of one bar")
    }
    return reasons
  }
}

extension Scene {
  /// Whether anything can come of it, from a song that never rests; levels and filters aside.
  fileprivate func isHeard(mix: MixSettings) -> Bool {
    // The song gives way only where there is a bass.
    let plays = hasSong && (mix.wub < 1 || bass == nil) || hasBass && mix.wub > 0 || hasDrums
    return plays || playsSongDrums || pad != nil || !effects.isEmpty || (lastBeatIsSong && song != nil)
  }

  private var hasSong: Bool {
    switch song?.arrangement {
    case .through: true
    case .chops(let phrases): phrases.contains { $0.bars.prefix(bars).contains { !$0.isEmpty } }
    case nil: false
    }
  }

  private var hasBass: Bool {
    bass?.phrases.contains { $0.bars.prefix(bars).contains { !$0.isEmpty } } == true
  }

  private var hasDrums: Bool {
    let hasFill = !fills.isEmpty && bars > 1
    let end = (bars - (hasFill ? 1 : 0)) * Ticks.perBar - (lastBeatIsSong && !hasFill ? Ticks.perBeat : 0)
    let fillEnd = Ticks.perBar - (lastBeatIsSong ? Ticks.perBeat : 0)
    return drums.contains { $0.strokes.contains { $0.tick < end } }
      || hasFill && fills.contains { $0.strokes.contains { $0.tick < fillEnd } }
  }
}
