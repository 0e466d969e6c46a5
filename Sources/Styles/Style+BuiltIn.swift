extension Style {
  /// The styles that come with the program, in the order in which people meet them.
  package static let builtInNames = ["dubstep", "electrohouse", "drumstep", "beatbox", "doubletime", "chill"]

  /// `nil` if there is none of that name.
  package static func builtIn(named name: String) -> Style? {
    guard let text = builtInText(named: name) else { return nil }
    do {
      return try Style(text: text, fileName: "\(name).yaml")
    } catch {
      preconditionFailure("A built-in style is broken: \(error)")
    }
  }

  /// The file of a built-in style as it is; `nil` if there is none of that name.
  package static func builtInText(named name: String) -> String? {
    let bytes: [UInt8]
    switch name {
    case "dubstep": bytes = PackageResources.dubstep_yaml
    case "electrohouse": bytes = PackageResources.electrohouse_yaml
    case "drumstep": bytes = PackageResources.drumstep_yaml
    case "beatbox": bytes = PackageResources.beatbox_yaml
    case "doubletime": bytes = PackageResources.doubletime_yaml
    case "chill": bytes = PackageResources.chill_yaml
    default: return nil
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The built-in style whose name is most like `name`.
  package static func nearestBuiltInName(to name: String) -> String? {
    NearestName.of(name, in: builtInNames)
  }
}

/// What someone means who names a style: one that is built in, or a file.
package enum StyleChoice: Equatable, Sendable {
  case builtIn(String)
  case file(String)

  /// A path is a name with a slash or `.yaml`; any other name that is not built in is taken for a file, too.
  package init(argument: String) {
    self = Style.builtInNames.contains(argument) ? .builtIn(argument) : .file(argument)
  }
}
