/// The values that belong to names.
struct StyleFields {
  var values: [String: StyleNode] = [:]
  /// Where the names stand.
  var places: [String: StyleNode.Place] = [:]
  /// What was meant by names that are unknown.
  var misspelt: Set<String> = []
  var hasUnknownNames = false

  subscript(_ key: String) -> StyleNode? { values[key] }
}

/// Makes a style of a file's tree, and collects what is wrong with it.
struct StyleReader {
  /// A row of 64 bars has 1,400 bytes.
  private static let textLimit = 5_000
  /// More are not collected; of these, the first of the file are told.
  private static let problemLimit = 200

  private(set) var problems: [StyleError.Problem] = []
  /// What can be played, but is hardly meant.
  private(set) var warnings: [StyleError.Problem] = []

  /// The file that is read; what it extends stands in another.
  private let file: String
  /// Where it takes away, with `none`, what it extends has: by the names' paths.
  private let takenAway: [[String]: StyleNode.Place]
  /// Where it is said how long the parts are.
  var formPlaces: [PartKind: StyleNode.Place] = [:]

  /// Patterns and phrases by their names; `nil` for one that has a problem of its own.
  var drumPatterns: [String: DrumPattern?] = [:]
  var bassPhrases: [String: BassPhrase?] = [:]
  var chopPhrases: [String: ChopPhrase?] = [:]
  /// In the order of the file.
  var drumNames: [String] = []
  var bassNames: [String] = []
  var chopNames: [String] = []

  /// - Parameter root: The file's own tree, without what it extends.
  init(of root: StyleNode) {
    file = root.place.file
    takenAway = root.takenAway
  }

  /// Whether a place is one that the style's author can change.
  func isOwn(_ place: StyleNode.Place) -> Bool { place.file == file }

  /// Where the author took away what is at `path`.
  func placeOfTaking(_ path: [String]) -> StyleNode.Place? { takenAway[path] }

  mutating func report(_ message: String, at place: StyleNode.Place) {
    guard problems.count < Self.problemLimit else { return }
    let problem = StyleError.Problem(file: place.file, line: place.line, message: message)
    if !problems.contains(problem) { problems.append(problem) }
  }

  mutating func warn(_ message: String, at place: StyleNode.Place) {
    guard warnings.count < Self.problemLimit else { return }
    let problem = StyleError.Problem(file: place.file, line: place.line, message: message)
    if !warnings.contains(problem) { warnings.append(problem) }
  }

  // MARK: Nodes

  /// The values of a node's names; those that are not in `keys` are reported.
  mutating func fields(of node: StyleNode, _ owner: String, keys: [String]) -> StyleFields? {
    guard case .mapping(let entries) = node.content else {
      report(
        "found \(node.kindName) for \(owner), expected names with values: \(NearestName.list(keys))", at: node.place)
      return nil
    }
    var fields = StyleFields()
    for entry in entries {
      if keys.contains(entry.key) {
        fields.values[entry.key] = entry.value
        fields.places[entry.key] = entry.keyPlace
      } else {
        if let meant = NearestName.of(entry.key, in: keys) { fields.misspelt.insert(meant) }
        fields.hasUnknownNames = true
        let question = NearestName.question(entry.key, in: keys)
        report("unknown key '\(entry.key.shortened)' in \(owner)\(question)", at: entry.keyPlace)
      }
    }
    return fields
  }

  /// Reports that `fields` lack `key`, unless they have it with a slip of the pen.
  mutating func reportMissing(_ key: String, of fields: StyleFields, _ message: String, at place: StyleNode.Place) {
    if !fields.misspelt.contains(key) { report(message, at: place) }
  }

  /// The text of a node; `nil` if it is something else or empty.
  mutating func text(of node: StyleNode, expected: String) -> String? {
    guard case .text(let text, _) = node.content, !text.trimmed.isEmpty else {
      report("found \(node.kindName), expected \(expected)", at: node.place)
      return nil
    }
    guard text.utf8.count <= Self.textLimit else {
      report("found a text of \(text.utf8.count) bytes, expected at most \(Self.textLimit)", at: node.place)
      return nil
    }
    return text.trimmed
  }

  /// What `read` makes of a node's text.
  mutating func value<Value>(
    of node: StyleNode, expected: String, _ read: (String) throws(Complaint) -> Value
  ) -> Value? {
    guard let text = text(of: node, expected: expected) else { return nil }
    return attempt(at: node.place) { () throws(Complaint) in try read(text) }
  }

  /// What `read` gives; its complaint is reported.
  mutating func attempt<Value>(
    at place: StyleNode.Place, _ read: () throws(Complaint) -> Value
  ) -> Value? {
    do {
      return try read()
    } catch {
      report(error.message, at: place)
      return nil
    }
  }

  /// The nodes of a list; a single text is a list of one.
  mutating func items(of node: StyleNode, _ owner: String, limit: Int) -> [StyleNode] {
    switch node.content {
    case .list(let items):
      guard !items.isEmpty, items.count <= limit else {
        report("found \(items.count) entries for \(owner), expected 1 to \(limit)", at: node.place)
        return []
      }
      return items
    case .text:
      return [node]
    case .mapping:
      report("found names with values for \(owner), expected a list such as [one, two]", at: node.place)
      return []
    }
  }

  // MARK: Single values

  mutating func decibels(_ node: StyleNode?, _ range: ClosedRange<Double> = -24...12) -> Double? {
    guard let node else { return nil }
    return value(of: node, expected: "a level such as -3 dB") { text throws(Complaint) in
      try Quantity.value(text, unit: .decibels, in: range)
    }
  }

  mutating func sweep(_ node: StyleNode?, unit: Quantity.Unit, in range: ClosedRange<Double>) -> Sweep? {
    guard let node else { return nil }
    let example = unit == .hertz ? "a frequency such as 300 Hz" : "a level such as -3 dB"
    return value(of: node, expected: "\(example), or two with '>' between them") { text throws(Complaint) in
      try Quantity.sweep(text, unit: unit, in: range)
    }
  }

  mutating func levelSweep(_ node: StyleNode?) -> Sweep? {
    sweep(node, unit: .decibels, in: -60...12)
  }

  mutating func ratio(_ node: StyleNode?, in range: ClosedRange<Double>) -> Double? {
    guard let node else { return nil }
    let expected = "a number from \(Quantity.short(range.lowerBound)) to \(Quantity.short(range.upperBound))"
    return value(of: node, expected: expected) { text throws(Complaint) in try Quantity.ratio(text, in: range) }
  }

  mutating func count(_ node: StyleNode?, in range: ClosedRange<Int>) -> Int? {
    guard let node else { return nil }
    let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
    return value(of: node, expected: expected) { text throws(Complaint) in
      guard let value = Quantity.count(text), range.contains(value) else {
        throw Complaint(found: text, expected: expected)
      }
      return value
    }
  }

  mutating func flag(_ node: StyleNode?) -> Bool? {
    guard let node else { return nil }
    return value(of: node, expected: "yes or no") { text throws(Complaint) in
      switch text.lowercased() {
      case "yes", "true": return true
      case "no", "false": return false
      default: throw Complaint(found: text, expected: "yes or no")
      }
    }
  }
}

extension [StyleError.Problem] {
  /// The first of the file, as many as are told.
  var firstOfFile: [StyleError.Problem] {
    enumerated()
      .sorted { ($0.element.line ?? 0, $0.offset) < ($1.element.line ?? 0, $1.offset) }
      .prefix(StyleError.limit).map(\.element)
  }
}
