/// Reads what is done to a piece of the song: `stutter 1/16 up 12 reverse`.
enum ChopOperations {
  static let names = ["stutter", "gate", "reverse", "half-time", "up", "down", "low-pass", "high-pass", "tape-stop"]
  private static let countLimit = 4

  static func operations(_ words: ArraySlice<String>, length: Int) throws(Complaint) -> [ChopPhrase.Operation] {
    var rest = words
    var operations: [ChopPhrase.Operation] = []
    while let name = rest.popFirst() {
      guard operations.count < countLimit else {
        throw Complaint("more than \(countLimit) operations on one piece, expected ',' before '\(name.shortened)'")
      }
      switch name {
      case "reverse": operations.append(.reverse)
      case "half-time": operations.append(.halfTime)
      case "tape-stop": operations.append(.tapeStop)
      case "stutter": operations.append(.stutter(ticks: try ticks(rest.popFirst(), of: name, length: length)))
      case "gate": operations.append(.gate(ticks: try ticks(rest.popFirst(), of: name, length: length)))
      case "up": operations.append(.pitch(try semitones(rest.popFirst(), of: name)))
      case "down": operations.append(.pitch(-(try semitones(rest.popFirst(), of: name))))
      case "low-pass": operations.append(.lowPass(hertz: try hertz(&rest, of: name)))
      case "high-pass": operations.append(.highPass(hertz: try hertz(&rest, of: name)))
      default:
        throw Complaint("unknown operation '\(name.shortened)'\(NearestName.question(name, in: names))")
      }
    }
    return operations
  }

  private static func ticks(_ word: String?, of name: String, length: Int) throws(Complaint) -> Int {
    guard let word else { throw Complaint("nothing after '\(name)', expected a note value such as 1/16") }
    let ticks = try NoteValue.length(word)
    guard ticks <= length, ticks >= 3 else {
      throw Complaint("found '\(name) \(word.shortened)', expected a note value from 1/64 to the piece's own length")
    }
    return ticks
  }

  private static func semitones(_ word: String?, of name: String) throws(Complaint) -> Double {
    guard let word, let value = Quantity.number(word), (0...24).contains(value) else {
      throw Complaint("found '\(name) \((word ?? "").shortened)', expected semitones from 0 to 24, such as 'up 12'")
    }
    return value
  }

  private static func hertz(_ rest: inout ArraySlice<String>, of name: String) throws(Complaint) -> Double {
    guard var text = rest.popFirst() else {
      throw Complaint("nothing after '\(name)', expected a frequency such as 800 Hz")
    }
    if let unit = rest.first, ["hz", "khz"].contains(unit.lowercased()) { text += " " + rest.removeFirst() }
    return try Quantity.value(text, unit: .hertz, in: 20...20_000)
  }
}
