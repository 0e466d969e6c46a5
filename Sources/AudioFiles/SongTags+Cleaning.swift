extension SongTags {
  /// Characters of a text that are kept; a comment may have ten times as many.
  private static let textLimit = 1_000

  /// These tags without what a tag can't hold or a player would stumble over.
  ///
  /// Control characters become spaces (a comment keeps its lines), ends are trimmed, length is limited, and numbers that are none
  /// are dropped.
  package func cleaned() -> SongTags {
    var tags = self
    for path in [
      \SongTags.title, \.artist, \.album, \.albumArtist, \.date, \.genre, \.composer, \.track, \.initialKey,
    ] {
      tags[keyPath: path] = Self.cleaned(self[keyPath: path], keepsLines: false)
    }
    tags.comment = Self.cleaned(comment, keepsLines: true)
    tags.track = tags.track.flatMap(Self.trackNumber)
    tags.beatsPerMinute = beatsPerMinute.flatMap { (1...999).contains($0) ? $0 : nil }
    return tags
  }

  private static func cleaned(_ text: String?, keepsLines: Bool) -> String? {
    guard let text else { return nil }
    let characters = text.prefix(keepsLines ? 10 * textLimit : textLimit).map { character -> Character in
      // A carriage return and line feed are one character.
      if character.isNewline { return keepsLines ? "\n" : " " }
      let isControl = character.unicodeScalars.contains { $0.properties.generalCategory == .control }
      return isControl ? " " : character
    }
    let isBlank = { (character: Character) in character.isWhitespace }
    let trimmed = characters.drop(while: isBlank).reversed().drop(while: isBlank).reversed()
    return trimmed.isEmpty ? nil : String(trimmed)
  }

  /// "3" or "3/12", as ID3 wants it; `nil` for anything else.
  private static func trackNumber(_ text: String) -> String? {
    let numbers = text.split(separator: "/", omittingEmptySubsequences: false)
    let isSound = numbers.count <= 2 && numbers.allSatisfy { $0.count <= 5 && UInt32($0) != nil && !$0.hasPrefix("+") }
    return isSound ? text : nil
  }
}
