import Audio
import AudioFiles
import Testing

struct SampleRecordingTests {
  @Test func `a mono recording at another rate becomes stereo at the working rate`() throws {
    let tone = sine(frequency: 441, sampleRate: 48_000, count: 24_000)
    let file = try soundFile(.flac24, sampleRate: 48_000, channelCount: 1, interleaved: tone)
    let recording = try SampleRecording(descriptor: file.descriptor)
    #expect(abs(recording.sound.count - 22_050) <= 2)
    #expect((recording.sound.left == recording.sound.right) == true)
    #expect(recording.silencedSampleCount == 0 && !recording.isTruncated)
  }

  @Test(arguments: [SoundFileFormat.wav16, .flac16, .oggVorbis])
  func `a recording may last 30 s and not a second more`(format: SoundFileFormat) throws {
    let rate = 8_000
    let allowed = try soundFile(
      format, sampleRate: rate, channelCount: 1, interleaved: [Float](repeating: 0.1, count: 30 * rate - 100))
    #expect(abs(try SampleRecording(descriptor: allowed.descriptor).sound.count - 30 * 44_100) < 1_000)
    let long = try soundFile(
      format, sampleRate: rate, channelCount: 1, interleaved: [Float](repeating: 0.1, count: 31 * rate))
    #expect(throws: AudioFileError.tooLong(limitSeconds: 30)) { try SampleRecording(descriptor: long.descriptor) }
  }

  @Test func `a file of more than 64 MiB is refused unread`() throws {
    let file = NamelessFile()
    file.truncate(to: SampleRecording.byteLimit + 1)
    #expect(throws: AudioFileError.tooLarge(limitBytes: 64 << 20)) {
      try SampleRecording(descriptor: file.descriptor)
    }
  }

  @Test func `what is no number is silent and counted`() throws {
    let samples: [Float] = [0.5, .nan, 0.25, .infinity, -0.5, 0]
    let file = try soundFile(.wavFloat, interleaved: samples)
    let recording = try SampleRecording(descriptor: file.descriptor)
    #expect(recording.silencedSampleCount == 2)
    #expect(recording.sound.left == [0.5, 0.25, -0.5] && recording.sound.right == [0, 0, 0])
  }

  @Test func `text is no recording`() {
    let file = NamelessFile(bytes: Array("kick".utf8))
    #expect(throws: AudioFileError.notAudio(looksLike: "text")) { try SampleRecording(descriptor: file.descriptor) }
  }
}
