extension SongTags {
  /// These tags, cleaned, as an ID3v2.3 tag for the start of an MP3.
  package func id3v2Tag() throws(AudioFileError) -> [UInt8] {
    let tags = cleaned()
    var lame = try LameHandle()
    let (year, dayAndMonth) = tags.yearAndDay
    let frames: [(String, String?)] = [
      ("TIT2", tags.title), ("TPE1", tags.artist), ("TALB", tags.album), ("TPE2", tags.albumArtist),
      ("TYER", year), ("TDAT", dayAndMonth), ("TCON", tags.genre), ("TRCK", tags.track), ("TCOM", tags.composer),
      ("TBPM", tags.beatsPerMinute.map { String(Int($0.rounded())) }), ("TKEY", tags.initialKey),
    ]
    for (frame, text) in frames {
      if let text { try lame.setText(text, frame: frame) }
    }
    if let comment = tags.comment { try lame.setComment(comment) }
    if let picture = tags.picture { try lame.setPicture(picture.bytes) }
    return lame.id3v2Tag()
  }

  /// "1994" and "2106" of 1994-06-21: ID3v2.3 has the two apart.
  private var yearAndDay: (year: String?, dayAndMonth: String?) {
    guard let parts = date?.prefix(10).split(separator: "-", omittingEmptySubsequences: false), let year = parts.first,
      Self.isNumber(year, digits: 4)
    else { return (nil, nil) }
    guard parts.count == 3, Self.isNumber(parts[1], digits: 2), Self.isNumber(parts[2], digits: 2) else {
      return (String(year), nil)
    }
    return (String(year), String(parts[2] + parts[1]))
  }

  private static func isNumber(_ text: Substring, digits: Int) -> Bool {
    text.utf8.count == digits && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }
}
