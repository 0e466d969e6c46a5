import Synthesis

/// Reads the bars of bass and chop phrases: notes with commas between them.
enum PhraseText {
  static let barLimit = 64

  /// A bar of the bass: `1/2 wobble 1/8, 1/4 growl @5, 1/4 rest`.
  static func bassBar(_ text: some StringProtocol) throws(Complaint) -> [BassPhrase.Note] {
    var notes: [BassPhrase.Note] = []
    try forEachNote(of: text) { words, tick, length throws(Complaint) in
      guard let name = words.first else {
        throw Complaint("a note has no sound, expected \(NearestName.list(InstrumentNames.basses + ["rest"]))")
      }
      if name == "rest" {
        guard words.count == 1 else { throw Complaint(found: words[1], expected: "',' after a rest") }
        return
      }
      guard let timbre = BassTimbre(rawValue: name) else {
        let names = InstrumentNames.basses + ["rest"]
        throw Complaint("unknown sound '\(name.shortened)'\(NearestName.question(name, in: names))")
      }
      // What moves opens and closes once, if nothing else is said.
      let isStill = timbre == .reese || timbre == .sub
      let rate = isStill ? 0 : Double(Ticks.perBeat) / Double(length)
      var note = BassPhrase.Note(tick: tick, length: length, timbre: timbre, startRate: rate, endRate: rate)
      try read(words.dropFirst(), into: &note)
      notes.append(note)
    }
    return notes
  }

  private static func read(_ words: ArraySlice<String>, into note: inout BassPhrase.Note) throws(Complaint) {
    var hasRate = false
    for word in words {
      if word.hasPrefix("@") {
        guard note.degree == nil, let degree = Quantity.count(word.dropFirst()), (1...7).contains(degree) else {
          throw Complaint(found: word, expected: "one step of the key at most, @1 to @7")
        }
        note.degree = degree
      } else if let curve = WobbleCurve(rawValue: word) {
        note.curve = curve
      } else {
        guard !hasRate else { throw Complaint(found: word, expected: "one rate at most, and ',' after the note") }
        guard word.first?.isNumber == true else {
          let curves = NearestName.list(InstrumentNames.curves)
          throw Complaint(found: word, expected: "a rate such as 1/8, a step such as @5, or \(curves)")
        }
        (note.startRate, note.endRate) = try NoteValue.rates(word)
        hasRate = true
      }
    }
  }

  /// A bar of chops: `1/2 a, 1/4 a+1 reverse, 1/4 song stutter 1/16`.
  static func chopBar(_ text: some StringProtocol) throws(Complaint) -> [ChopPhrase.Piece] {
    var pieces: [ChopPhrase.Piece] = []
    try forEachNote(of: text) { words, tick, length throws(Complaint) in
      guard let name = words.first else {
        throw Complaint("a piece says not what it plays, expected a, b, ..., song or rest")
      }
      if name == "rest" {
        guard words.count == 1 else { throw Complaint(found: words[1], expected: "',' after a rest") }
        return
      }
      let operations = try ChopOperations.operations(words.dropFirst(), length: length)
      pieces.append(
        ChopPhrase.Piece(tick: tick, length: length, content: try content(name), operations: operations))
    }
    return pieces
  }

  private static func content(_ text: String) throws(Complaint) -> ChopPhrase.Content {
    if text == "song" { return .song }
    let parts = text.split(separator: "+", omittingEmptySubsequences: false)
    guard let letter = parts[0].utf8.first, parts[0].utf8.count == 1,
      (UInt8(ascii: "a")...UInt8(ascii: "h")).contains(letter),
      parts.count <= 2, let after = parts.count == 2 ? Quantity.count(parts[1]) : 0, after <= 16
    else {
      throw Complaint(found: text, expected: "a place of the song (a to h, or a+1 for a beat later), song or rest")
    }
    return .cell(choice: Int(letter - UInt8(ascii: "a")), after: after)
  }

  /// Calls `body` with the words after each note's length, its place and length, and checks that a bar is filled.
  private static func forEachNote(
    of text: some StringProtocol, _ body: ([String], _ tick: Int, _ length: Int) throws(Complaint) -> Void
  ) throws(Complaint) {
    var tick = 0
    for note in text.split(separator: ",", omittingEmptySubsequences: false) {
      var words = note.words
      guard !words.isEmpty else { throw Complaint("nothing stands beside a comma, expected a note such as '1/4 rest'") }
      let length = try NoteValue.length(words.removeFirst())
      guard tick + length <= Ticks.perBar else {
        throw Complaint("the bar is more than full at '\(note.trimmed.shortened)', expected notes that last 1 together")
      }
      try body(words, tick, length)
      tick += length
    }
    guard tick == Ticks.perBar else {
      let missing = NoteValue.text(ofTicks: Ticks.perBar - tick)
      throw Complaint(
        "the bar lasts \(NoteValue.text(ofTicks: tick)), expected 1: "
          + "lengthen a note, or add '\(missing) rest'")
    }
  }
}
