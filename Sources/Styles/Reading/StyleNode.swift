/// A piece of a style file: a text, a list, or names with values.
struct StyleNode: Equatable {
  struct Place: Equatable {
    var file: String
    /// From 1.
    var line: Int
  }

  struct Entry: Equatable {
    var key: String
    var keyPlace: Place
    var value: StyleNode
  }

  indirect enum Content: Equatable {
    case text(String, isPlain: Bool)
    case list([StyleNode])
    /// In the order of the file; no key comes twice.
    case mapping([Entry])
  }

  var place: Place
  var content: Content

  /// For messages.
  var kindName: String {
    switch content {
    case .text(let text, _): text.isEmpty ? "nothing" : "'\(text.shortened)'"
    case .list: "a list"
    case .mapping: "names with values"
    }
  }

  /// Whether it says `none`: as if its line were not there.
  var isNone: Bool { content == .text("none", isPlain: true) }

  /// Without the entries that say `none`.
  var withoutNone: StyleNode {
    var node = self
    if case .mapping(let entries) = content {
      node.content = .mapping(
        entries.filter { !$0.value.isNone }.map { entry in
          var entry = entry
          entry.value = entry.value.withoutNone
          return entry
        })
    } else if case .list(let items) = content {
      node.content = .list(items.map(\.withoutNone))
    }
    return node
  }

  /// Where it says `none`, by the names that lead there.
  var takenAway: [[String]: Place] {
    guard case .mapping(let entries) = content else { return [:] }
    var places: [[String]: Place] = [:]
    for entry in entries {
      if entry.value.isNone { places[[entry.key]] = entry.keyPlace }
      for (path, place) in entry.value.takenAway { places[[entry.key] + path] = place }
    }
    return places
  }

  /// Itself with all that `other` says in addition or instead.
  ///
  /// Names with values are merged name by name, at any depth; everything else is replaced.
  func merged(with other: StyleNode) -> StyleNode {
    guard case .mapping(var entries) = content, case .mapping(let others) = other.content else { return other }
    for entry in others {
      if let index = entries.firstIndex(where: { $0.key == entry.key }) {
        entries[index].keyPlace = entry.keyPlace
        entries[index].value = entries[index].value.merged(with: entry.value)
      } else {
        entries.append(entry)
      }
    }
    return StyleNode(place: other.place, content: .mapping(entries))
  }
}

extension StringProtocol {
  /// On one line, with blanks in the place of whatever would move a terminal's cursor.
  var onOneLine: String {
    var line = ""
    for scalar in unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: line.append(" ")
      default: line.unicodeScalars.append(scalar)
      }
    }
    return line
  }

  /// Short enough for a message.
  var shortened: String {
    let scalars = unicodeScalars
    guard scalars.count > 40 else { return onOneLine }
    return String(String.UnicodeScalarView(scalars.prefix(37))).onOneLine + "..."
  }
}
