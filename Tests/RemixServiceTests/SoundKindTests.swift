import RemixService
import Testing

struct SoundKindTests {
  @Test(arguments: [
    (Array("RIFF\u{10}\u{0}\u{0}\u{0}WAVEfmt ".utf8), SoundKind.wav), (Array("FORM....AIFC".utf8), .aiff),
    (Array("fLaC....".utf8), .flac), (Array("OggS....".utf8), .ogg), (Array("ID3\u{4}".utf8), .mp3),
    ([0xFF, 0xFB, 0x90, 0x00], .mp3), (Array(repeating: 0, count: 500) + [0xFF, 0xFB, 0x90, 0x00], .mp3),
  ])
  func `songs are told by their first bytes`(head: [UInt8], kind: SoundKind) {
    #expect(SoundKind(head: head) == kind)
  }

  @Test(arguments: [
    [], Array("RIFF....AVI ".utf8), Array("<!doctype html>".utf8), Array("\u{7F}ELF".utf8), [0xFF], [0xFF, 0xFB],
    [0xFF, 0xFF, 0xFF, 0xFF], [0xFF, 0xEB, 0x90, 0x00], Array(repeating: UInt8(0), count: 1_000),
  ])
  func `other files are not`(head: [UInt8]) {
    #expect(SoundKind(head: head) == nil)
  }
}
