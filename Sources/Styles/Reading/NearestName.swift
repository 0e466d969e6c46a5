/// Finds what someone meant who misspelt a name.
enum NearestName {
  /// The name of `names` that is most like `text`; the first of several; `nil` if none is near.
  static func of(_ text: String, in names: [String]) -> String? {
    let text = normalized(text)
    guard !text.isEmpty, text.count <= 40 else { return nil }
    var best: (name: String, distance: Int)?
    for name in names {
      let distance = distance(text, normalized(name))
      if distance <= max(1, (min(text.count, name.count) + 1) / 3), distance < best?.distance ?? .max {
        best = (name, distance)
      }
    }
    // A word of a longer name: hat for closed-hat.
    return best?.name
      ?? names.first { name in text.count > 2 && normalized(name).split(separator: "-").contains(text[...]) }
  }

  /// `, did you mean 'name'?`, or what was expected instead.
  static func question(_ text: String, in names: [String]) -> String {
    if let name = of(text, in: names) { return ", did you mean '\(name)'?" }
    return names.isEmpty ? "" : ", expected \(list(names))"
  }

  /// `one, two or three`.
  static func list(_ names: [String]) -> String {
    guard let last = names.last, names.count > 1 else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " or " + last
  }

  private static func normalized(_ text: String) -> String {
    String(text.lowercased().map { $0 == "_" || $0 == " " ? "-" : $0 })
  }

  /// Letters to be changed, added, left out or swapped with their neighbour (optimal string alignment).
  private static func distance(_ first: String, _ second: String) -> Int {
    let first = Array(first)
    let second = Array(second)
    var older: [Int] = []
    var previous = Array(0...second.count)
    for row in 0..<first.count {
      var current = [row + 1]
      for column in 0..<second.count {
        let change = first[row] == second[column] ? 0 : 1
        var cost = min(previous[column] + change, previous[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, first[row] == second[column - 1], first[row - 1] == second[column] {
          cost = min(cost, older[column - 1] + 1)
        }
        current.append(cost)
      }
      older = previous
      previous = current
    }
    return previous[second.count]
  }
}
