/// How long a note lasts, as musicians write it: `1/4`, `1/8.` with a dot, `1/8t` as a triplet, `3/8`, `1`.
struct NoteValue: Equatable {
  /// In bars of four beats.
  let numerator: Int
  let denominator: Int

  static let form = "a note value such as 1/4, 1/8t (triplet), 1/8. (dotted) or 3/8"

  init(_ text: some StringProtocol) throws(Complaint) {
    var rest = text[...]
    var (up, down) = (1, 1)
    if rest.last == "t" {
      rest.removeLast()
      (up, down) = (2, 3)
    } else if rest.last == "." {
      rest.removeLast()
      (up, down) = (3, 2)
    }
    let parts = rest.split(separator: "/", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let above = Quantity.count(parts[0]), (1...64).contains(above),
      let below = parts.count == 2 ? Quantity.count(parts[1]) : 1, (1...192).contains(below)
    else { throw Complaint(found: text, expected: Self.form) }
    numerator = above * up
    denominator = below * down
  }

  /// `nil` if it is no whole number of ticks.
  var ticks: Int? {
    let product = numerator * Ticks.perBar
    return product.isMultiple(of: denominator) ? product / denominator : nil
  }

  /// How often it fits into a beat.
  var perBeat: Double {
    Double(denominator) / Double(numerator * Ticks.beatsPerBar)
  }

  /// The ticks of a length within a bar.
  static func length(_ text: some StringProtocol) throws(Complaint) -> Int {
    let value = try NoteValue(text)
    guard let ticks = value.ticks, ticks <= Ticks.perBar else {
      throw Complaint(found: text, expected: "\(form), at most a bar")
    }
    return ticks
  }

  /// Wobbles per beat: `1/8` is two; with a `>` it changes from one to the other.
  static func rates(_ text: some StringProtocol) throws(Complaint) -> (start: Double, end: Double) {
    let sides = text.split(separator: ">", omittingEmptySubsequences: false)
    guard sides.count <= 2 else {
      throw Complaint(found: text, expected: "a rate such as 1/8, or two with '>' between them")
    }
    let start = try NoteValue(sides[0]).perBeat
    let end = try NoteValue(sides[sides.count - 1]).perBeat
    guard (0.125...16).contains(start), (0.125...16).contains(end) else {
      throw Complaint(found: text, expected: "a rate from 2 (once in two bars) to 1/64")
    }
    return (start, end)
  }

  /// `ticks` as a note value.
  static func text(ofTicks ticks: Int) -> String {
    var (above, below) = (ticks, Ticks.perBar)
    while below != 0 { (above, below) = (below, above % below) }
    return Ticks.perBar == above ? "\(ticks / above)" : "\(ticks / above)/\(Ticks.perBar / above)"
  }
}
