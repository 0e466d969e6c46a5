/// What a song says about itself.
package struct SongTags: Equatable, Sendable {
  /// A picture of the song, its cover.
  package struct Picture: Equatable, Sendable {
    /// Such as "image/jpeg": told by the bytes, not by the file that held them.
    package let mimeType: String
    package let bytes: [UInt8]

    /// `nil` unless the bytes begin like a JPEG, PNG or GIF picture and are `byteLimit` at most.
    package init?(bytes: [UInt8]) {
      guard bytes.count <= Self.byteLimit, let type = Self.types.first(where: { bytes.starts(with: $0.magic) }) else {
        return nil
      }
      mimeType = type.name
      self.bytes = bytes
    }

    /// 16 MiB.
    package static let byteLimit = 16 << 20

    private static let types: [(magic: [UInt8], name: String)] = [
      ([0xFF, 0xD8, 0xFF], "image/jpeg"), ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "image/png"),
      (Array("GIF8".utf8), "image/gif"),
    ]
  }

  package var title: String?
  package var artist: String?
  package var album: String?
  package var albumArtist: String?
  /// The year, or a date that starts with it, such as "1994-06-21".
  package var date: String?
  package var genre: String?
  /// The number of the track, or "3/12".
  package var track: String?
  package var comment: String?
  package var composer: String?
  /// Beats per minute; written, never read: what a file claims is not what is heard.
  package var beatsPerMinute: Double?
  /// The musical key as ID3 spells it: "Am", "F#m", "Bb"; written, never read.
  package var initialKey: String?
  package var picture: Picture?

  package init() {}
}
