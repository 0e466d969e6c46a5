import Audio
import AudioFiles
import Testing

/// A picture of `count` bytes that begins like a JPEG.
func picture(count: Int) throws -> SongTags.Picture {
  try #require(
    SongTags.Picture(bytes: [0xFF, 0xD8, 0xFF, 0xE0] + (4..<count).map { UInt8(truncatingIfNeeded: $0 * 7) }))
}

func exampleTags() throws -> SongTags {
  var tags = SongTags()
  tags.title = "Für Elise (Wobble)"
  tags.artist = "Лудвиг ван Бетховен"
  tags.album = "音楽 🎵"
  tags.albumArtist = "Various"
  tags.date = "1994-06-21"
  tags.genre = "Dubstep"
  tags.track = "3/12"
  tags.comment = "First line\nsecond line"
  tags.composer = "L. v. Beethoven"
  tags.picture = try picture(count: 500_000)
  return tags
}

struct SongTagsTests {
  private let song = StereoBuffer(count: 4_410)

  @Test func `an MP3 gives back the tags it was written with`() throws {
    let tags = try exampleTags()
    let file = try mp3File(song, tags: tags)
    #expect(try SongTags(descriptor: file.descriptor) == tags)
    #expect(try decode(file).samples.count == song.count)
  }

  @Test(arguments: [100, 128 * 1_024, 500_000, 10_000_000, SongTags.Picture.byteLimit])
  func `a picture of any size that is allowed is written and read`(count: Int) throws {
    var tags = SongTags()
    tags.picture = try picture(count: count)
    let file = try mp3File(song, tags: tags)
    #expect(try SongTags(descriptor: file.descriptor).picture == tags.picture)
    #expect(try decode(file).samples.count == song.count)
  }

  @Test func `a larger picture, or bytes that are none, are no picture`() {
    #expect(SongTags.Picture(bytes: [UInt8](repeating: 0xFF, count: 100)) == nil)
    let huge = [0xFF, 0xD8, 0xFF] + [UInt8](repeating: 0, count: SongTags.Picture.byteLimit)
    #expect(SongTags.Picture(bytes: huge) == nil)
  }

  @Test func `what a tag can not hold is cleaned away`() throws {
    var tags = SongTags()
    tags.title = " One\r\ntwo\u{0}three\t\u{1B}[31m "
    tags.comment = "a\r\nb\u{7}c\n"
    tags.artist = "\n\u{0}"
    tags.album = String(repeating: "x", count: 1_000_000)
    tags.track = "99999999999999999999"
    tags.date = "sometime"
    tags.beatsPerMinute = .infinity
    let file = try mp3File(song, tags: tags)
    var expected = SongTags()
    expected.title = "One two three  [31m"
    expected.comment = "a\nb c"
    expected.album = String(repeating: "x", count: 1_000)
    #expect(try SongTags(descriptor: file.descriptor) == expected)
  }

  @Test func `a song without tags has none`() throws {
    for format in [SoundFileFormat.wav16, .flac16, .oggVorbis, .mp3, .init(.aiff, .int16), .init(.w64, .int16)] {
      let file = try soundFile(format, interleaved: interleave(song.left, channelCount: 2))
      let tags = try SongTags(descriptor: file.descriptor)
      #expect(tags.title == nil && tags.artist == nil && tags.picture == nil)
    }
  }

  @Test(arguments: [SoundFileFormat.wav16, .init(.aiff, .int16)])
  func `a chunk with an ID3 tag is read`(format: SoundFileFormat) throws {
    let tags = try exampleTags()
    let tag = try tags.id3v2Tag()
    let file = try soundFile(format, interleaved: interleave(song.left, channelCount: 2))
    let isWAV = format == .wav16
    let size = (0..<4).map { UInt8(truncatingIfNeeded: tag.count >> (8 * (isWAV ? $0 : 3 - $0))) }
    file.write(Array((isWAV ? "id3 " : "ID3 ").utf8) + size + tag + (tag.count % 2 == 0 ? [] : [0]), at: file.count)
    let length = (0..<4).map { UInt8(truncatingIfNeeded: (file.count - 8) >> (8 * (isWAV ? $0 : 3 - $0))) }
    file.write(length, at: 4)
    #expect(try SongTags(descriptor: file.descriptor) == tags)
    #expect(try decode(file).samples.count == song.count)
  }

  @Test func `a FLAC picture block is read`() throws {
    let cover = try picture(count: 500_000)
    let file = try soundFile(.flac16, interleaved: interleave(song.left, channelCount: 2))
    let number = { (value: Int) in (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) } }
    // Front cover, its type, no description, no dimensions.
    let content =
      number(3) + number(10) + Array("image/jpeg".utf8) + [UInt8](repeating: 0, count: 20) + number(cover.bytes.count)
      + cover.bytes
    let bytes = file.bytes
    // After "fLaC" and the stream's own block of 38 bytes.
    let tagged = NamelessFile(bytes: bytes[..<42] + [6] + number(content.count)[1...] + content + bytes[42...])
    #expect(try SongTags(descriptor: tagged.descriptor).picture == cover)
    #expect(try decode(tagged).samples.count == song.count)
  }

  @Test(arguments: 0..<40)
  func `bytes flipped in a tag end in tags, not in a crash`(seed: UInt64) throws {
    var tags = try exampleTags()
    tags.picture = try picture(count: 1_000)
    var generator = SeededGenerator(state: seed)
    var bytes = try mp3File(song, tags: tags).bytes
    for _ in 0..<10 {
      // Past the name of the tag itself, most of them near its start.
      let end = Bool.random(using: &generator) ? 60 : 2_000
      bytes[Int.random(in: 4..<end, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
    }
    let file = NamelessFile(bytes: bytes)
    do throws(AudioFileError) {
      let read = try SongTags(descriptor: file.descriptor)
      #expect(read == read.cleaned())
    } catch {
      // A size that leads past the audio leaves no audio.
      #expect(!error.description.contains("\n"))
    }
  }

  @Test(
    .enabled(if: ForeignProgram.ffmpeg.isInstalled), arguments: ["wav", "aiff", "flac", "ogg", "opus", "mp3"])
  func `tags that ffmpeg wrote are read`(format: String) throws {
    let wav = try soundFile(.wav16, sampleRate: 48_000, interleaved: interleave(song.left, channelCount: 2))
    let tags = ["title=Täst", "artist=Ärtist", "date=1999", "genre=Rock", "track=7", "comment=Hé"].flatMap {
      ["-metadata", $0]
    }
    let arguments =
      ["-v", "error", "-i", "/dev/fd/0"] + tags + (format == "aiff" ? ["-write_id3v2", "1"] : [])
      + ["-f", format, "-y", "/dev/fd/1"]
    let bytes = try ForeignProgram.ffmpeg.run(arguments, input: wav)
    let file = NamelessFile(bytes: bytes)
    let read = try SongTags(descriptor: file.descriptor)
    #expect(read.title == "Täst")
    #expect(read.artist == "Ärtist")
    #expect(read.date == "1999")
    #expect(read.genre == "Rock")
    #expect(read.track == "7")
    #expect(read.comment == "Hé")
  }

  @Test(.enabled(if: ForeignProgram.ffmpeg.isInstalled), arguments: ["ogg", "opus"])
  func `the picture of an Ogg stream is read`(format: String) throws {
    let wav = try soundFile(.wav16, sampleRate: 48_000, interleaved: interleave(song.left, channelCount: 2))
    // Front cover, image/jpeg, no description, no dimensions, 4 bytes that begin like a JPEG: in base 64.
    let block = "AAAAAwAAAAppbWFnZS9qcGVnAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE/9j/4A=="
    let arguments = [
      "-v", "error", "-i", "/dev/fd/0", "-metadata", "METADATA_BLOCK_PICTURE=\(block)", "-f", format, "-y", "/dev/fd/1",
    ]
    let file = NamelessFile(bytes: try ForeignProgram.ffmpeg.run(arguments, input: wav))
    let read = try SongTags(descriptor: file.descriptor)
    #expect(read.picture?.bytes == [0xFF, 0xD8, 0xFF, 0xE0])
    #expect(read.picture?.mimeType == "image/jpeg")
  }

  @Test(.enabled(if: ForeignProgram.ffprobe.isInstalled))
  func `ffprobe reads the tags of our MP3`() throws {
    var tags = try exampleTags()
    tags.beatsPerMinute = 139.6
    tags.initialKey = "F#m"
    let file = try mp3File(song, tags: tags)
    let arguments = ["-v", "error", "-show_entries", "format_tags", "-of", "default=nw=1", "/dev/fd/0"]
    let text = try ForeignProgram.ffprobe.text(arguments, input: file)
    let lines = Set(text.split(separator: "\n").map(String.init))
    #expect(
      lines.isSuperset(of: [
        "TAG:title=Für Elise (Wobble)", "TAG:artist=Лудвиг ван Бетховен", "TAG:album=音楽 🎵", "TAG:album_artist=Various",
        "TAG:genre=Dubstep", "TAG:track=3/12", "TAG:composer=L. v. Beethoven", "TAG:TBPM=140", "TAG:TKEY=F#m",
      ]))
  }
}
