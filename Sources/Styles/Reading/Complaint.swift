/// What is wrong with a text, without its place.
struct Complaint: Error, Equatable {
  let message: String

  init(_ message: String) {
    self.message = message
  }

  /// `found 'this', expected that`.
  init(found: some StringProtocol, expected: String) {
    message = found.isEmpty ? "found nothing, expected \(expected)" : "found '\(found.shortened)', expected \(expected)"
  }
}

extension StringProtocol {
  /// What stands between blanks; a `>` takes those around it away.
  var words: [String] {
    var words = self[...].split { $0.isWhitespace }.map { String($0) }
    var index = 0
    while index < words.count {
      let joinsNext = words[index].hasSuffix(">") || index + 1 < words.count && words[index + 1].hasPrefix(">")
      if joinsNext, index + 1 < words.count {
        words[index] += words.remove(at: index + 1)
      } else {
        index += 1
      }
    }
    return words
  }

  /// Without blanks at its ends.
  var trimmed: String {
    var rest = self[...]
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }
}
