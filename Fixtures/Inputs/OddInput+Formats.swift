import AudioFiles

extension OddInput {
  /// Sound files in order, with hardly any music in them.
  package static var oddSignals: [OddInput] {
    [
      OddInput("one-sample.wav", .audio(seconds: 1 / 44_100)) { try FixtureFile.write(interleaved: [0.5], to: $0) },
      OddInput("half-a-second.wav", .audio(seconds: 0.5)) { try writeTone(to: $0, seconds: 0.5) },
      of("silence.wav", seconds: 10) { Signals.silence(seconds: 10) },
      of("dc.wav", seconds: 10) { Signals.constant(0.5, seconds: 10) },
      of("white-noise.wav", seconds: 10) { Signals.noise(seconds: 10, seed: 5) },
      of("speech.wav", seconds: 10) { Signals.speech(seconds: 10, seed: 6) },
      of("full-scale-square.wav", seconds: 5) {
        Signals.sine(100, seconds: 5, amplitude: 1).map { $0 < 0 ? -1 : 1 }
      },
      of("nan.wav", seconds: 4, format: .wavFloat) {
        var samples = Signals.sine(440, seconds: 4)
        for index in stride(from: 0, to: samples.count, by: 3) { samples[index] = .nan }
        for index in stride(from: 1, to: samples.count, by: 300) { samples[index] = .infinity }
        return samples
      },
      of("all-nan.wav", seconds: 1, format: .wavFloat) { Signals.constant(.nan, seconds: 1) },
      of("enormous.wav", seconds: 1, format: .wavFloat) { Signals.constant(1e38, seconds: 1) },
    ]
  }

  /// Music in formats that few songs have.
  package static var oddFormats: [OddInput] {
    [
      beat("8-khz-mono.wav", sampleRate: 8000),
      beat("192-khz.wav", sampleRate: 192_000, channelCount: 2),
      beat("8-channels.wav", channelCount: 8, format: SoundFileFormat(.wavExtensible, .int16)),
      beat("24-bit.flac", channelCount: 2, format: .flac24),
      beat("float64.w64", channelCount: 2, format: SoundFileFormat(.w64, .float64)),
      beat("aiff.aiff", channelCount: 2, format: SoundFileFormat(.aiff, .int16)),
      beat("vorbis.ogg", channelCount: 2, format: .oggVorbis),
      beat("opus-48-khz.ogg", sampleRate: 48_000, channelCount: 2, format: .oggOpus),
      beat("mono.mp3", format: .mp3),
    ]
  }

  private static func of(
    _ name: String, seconds: Double, format: SoundFileFormat = .wav16, _ samples: @escaping @Sendable () -> [Float]
  ) -> OddInput {
    OddInput(name, .audio(seconds: seconds)) { try FixtureFile.write(interleaved: samples(), to: $0, format: format) }
  }

  /// Ten seconds of clicks at 120 BPM, on all channels.
  private static func beat(
    _ name: String, sampleRate: Int = 44_100, channelCount: Int = 1, format: SoundFileFormat = .wav16
  ) -> OddInput {
    OddInput(name, .audio(seconds: 10)) { path in
      let clicks = ClickTrack(beatsPerMinute: 120, seconds: 10, sampleRate: sampleRate).samples
      try FixtureFile.write(
        interleaved: FixtureFile.interleaved(Array(repeating: clicks, count: channelCount)), to: path, format: format,
        sampleRate: sampleRate, channelCount: channelCount)
    }
  }
}
