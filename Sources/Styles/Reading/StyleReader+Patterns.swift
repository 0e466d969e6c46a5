import Synthesis

extension StyleReader {
  private static let nameLimit = 200
  /// Words that mean something else where patterns are named.
  private static let reservedNames = ["none", "song", "through"]

  /// Reads what the parts may refer to.
  mutating func readPatterns(_ fields: StyleFields) {
    for entry in namedEntries(fields["drums"], "drums") {
      drumNames.append(entry.key)
      drumPatterns[entry.key] = .some(drumPattern(entry))
    }
    for entry in namedEntries(fields["bass"], "bass") {
      bassNames.append(entry.key)
      let bars = bars(entry, PhraseText.bassBar)
      bassPhrases[entry.key] = .some(bars.map(BassPhrase.init(bars:)))
    }
    for entry in namedEntries(fields["chops"], "chops") {
      chopNames.append(entry.key)
      let bars = bars(entry, PhraseText.chopBar)
      chopPhrases[entry.key] = .some(bars.map(ChopPhrase.init(bars:)))
    }
  }

  private mutating func namedEntries(_ node: StyleNode?, _ owner: String) -> [StyleNode.Entry] {
    guard let node else { return [] }
    guard case .mapping(let entries) = node.content, entries.count <= Self.nameLimit else {
      report("found \(node.kindName) for \(owner), expected 1 to \(Self.nameLimit) names with values", at: node.place)
      return []
    }
    for entry in entries {
      let letters = entry.key.unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "-"
      }
      if entry.key.isEmpty || entry.key.count > 40 || !letters || Self.reservedNames.contains(entry.key) {
        report(
          "'\(entry.key.shortened)' cannot be a name in \(owner), expected up to 40 letters, digits and hyphens "
            + "(but not none, song or through)", at: entry.keyPlace)
      }
    }
    return entries.filter { !Self.reservedNames.contains($0.key) }
  }

  private mutating func drumPattern(_ entry: StyleNode.Entry) -> DrumPattern? {
    let owner = "the drum pattern '\(entry.key.shortened)'"
    if case .mapping(let rows) = entry.value.content, let row = rows.first(where: { $0.key == "reverse-crash" }) {
      report("a reverse-crash has no step of its own, expected it among the effects of a scene", at: row.keyPlace)
      return nil
    }
    guard let fields = fields(of: entry.value, owner, keys: InstrumentNames.patternDrums + ["level"]) else {
      return nil
    }
    var rows: [(name: String, place: StyleNode.Place, row: DrumRow)] = []
    for name in InstrumentNames.patternDrums {
      guard let node = fields[name] else { continue }
      let row = value(of: node, expected: "steps such as 'X... .... x... ....'") { text throws(Complaint) in
        try DrumRow(text)
      }
      guard let row else { return nil }
      rows.append((name, node.place, row))
    }
    guard let longest = rows.max(by: { $0.row.bars < $1.row.bars }) else {
      // A row under a wrong name was told of.
      if !fields.hasUnknownNames {
        report("\(owner) has no rows, expected one such as 'kick: X... .... X... ....'", at: entry.keyPlace)
      }
      return nil
    }
    for slip in StepSlips.slips(in: rows.map { ($0.name, $0.row) }) {
      warn("\(slip.message), in \(owner)", at: rows[slip.row].place)
    }
    var strokes: [DrumPattern.Stroke] = []
    for (name, place, row) in rows {
      guard longest.row.bars.isMultiple(of: row.bars) else {
        report(
          "\(name) has \(row.bars) bars and \(longest.name) \(longest.row.bars), expected as many, or a number that goes "
            + "evenly into the longest row", at: isOwn(place) ? place : longest.place)
        return nil
      }
      guard let sound = DrumSound(rawValue: name) else { continue }
      for round in 0..<longest.row.bars / row.bars {
        strokes += row.strokes.map { stroke in
          DrumPattern.Stroke(sound, tick: stroke.tick + round * row.bars * Ticks.perBar, gain: stroke.gain)
        }
      }
    }
    var pattern = DrumPattern(bars: longest.row.bars, strokes: strokes)
    if let level = levelSweep(fields["level"]) { pattern.levelDB = level }
    return pattern
  }

  /// The bars of a phrase, each read by `read`; `=` is the bar before once more.
  private mutating func bars<Note>(
    _ entry: StyleNode.Entry, _ read: (String) throws(Complaint) -> [Note]
  ) -> [[Note]]? {
    let limit = PhraseText.barLimit
    let items = items(of: entry.value, "the phrase '\(entry.key.shortened)'", limit: limit)
    var bars: [[Note]] = []
    // Within brackets, a comma ends the bar and not the note.
    let isInBrackets = items.count > 1 && items.allSatisfy { $0.place.line == items[0].place.line }
    for item in items {
      let bar = value(of: item, expected: "a bar of notes such as '1/2 ..., 1/2 ...'") { text throws(Complaint) in
        if text == "=", let last = bars.last { return last }
        do throws(Complaint) {
          return try read(text)
        } catch {
          throw isInBrackets ? Complaint(error.message + "; between brackets, a bar with commas needs quotes") : error
        }
      }
      if let bar { bars.append(bar) }
    }
    return bars.isEmpty || bars.count < items.count ? nil : bars
  }
}
