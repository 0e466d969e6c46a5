import Audio
import BeatTracking
import Glibc
import SignalProcessing

/// Small signals with known musical content.
enum Signals {
  /// Noise bursts of 30 ms; every `accentEvery`-th has a low thump and is louder.
  static func clicks(beatsPerMinute: Double, from start: Double = 0, seconds: Double, accentEvery: Int = 4)
    -> StereoBuffer
  {
    var samples = [Float](repeating: 0, count: Int(seconds * 44_100))
    let times = Array(stride(from: start, to: seconds, by: 60 / beatsPerMinute))
    for (beat, time) in times.enumerated() {
      let accent = beat % accentEvery == 0
      let first = Int((time * 44_100).rounded())
      for index in 0..<1_323 where first + index < samples.count {
        let decay = exp(-Double(index) / 300)
        let tick = sin(Double(index) * 0.4) * 0.3
        let thump = accent ? sin(2 * .pi * 70 * Double(index) / 44_100) * 0.5 : 0
        samples[first + index] += Float(decay * (tick + thump))
      }
    }
    return StereoBuffer(mono: samples)
  }

  /// Notes with four harmonics: each chord is a list of MIDI pitches, sounding for `secondsEach`.
  static func chords(_ chords: [[Int]], secondsEach: Double, tuningCents: Double = 0) -> StereoBuffer {
    let length = Int(secondsEach * 44_100)
    var samples: [Float] = []
    for chord in chords {
      var part = [Float](repeating: 0, count: length)
      for pitch in chord {
        let frequency = 440 * exp2((Double(pitch) - 69 + tuningCents / 100) / 12)
        for harmonic in 1...4 {
          let step = 2 * Double.pi * frequency * Double(harmonic) / 44_100
          let gain = 0.08 / Double(harmonic)
          for index in part.indices {
            part[index] += Float(gain * exp(-Double(index) / 40_000) * sin(step * Double(index)))
          }
        }
      }
      samples += part
    }
    return StereoBuffer(mono: samples)
  }

  /// 16 s, eight bars at 120 beats per minute, of clicks over a loop of chords.
  static func part(_ loop: [[Int]], gain: Float) -> [Float] {
    let clicks = clicks(beatsPerMinute: 120, seconds: 16).left
    let chords = chords((0..<8).map { loop[$0 % loop.count] }, secondsEach: 2).left
    return zip(clicks, chords).map { gain * ($0 + $1) }
  }

  static func noise(seconds: Double) -> StereoBuffer {
    var seed: UInt32 = 7
    return StereoBuffer(
      mono: (0..<Int(seconds * 44_100)).map { _ in
        seed = seed &* 1_664_525 &+ 1_013_904_223
        return (Float(seed >> 8) / 8_388_608 - 1) * 0.3
      })
  }

  /// All features of a song, extracted in chunks of `chunk` frames.
  static func features(of song: StereoBuffer, chunk: Int = .max) -> [Float] {
    var extractor = FeatureExtractor()
    let count = FeatureExtractor.frameCount(forSamples: song.count)
    var all: [Float] = []
    var start = 0
    while start < count {
      let frames = start..<start + min(chunk, count - start)
      var part = [Float](repeating: -1, count: frames.count * FeatureExtractor.floatsPerFrame)
      do {
        var span = part.mutableSpan
        let needed = FeatureExtractor.samplesNeeded(forFrames: frames)
        // Later samples are withheld: the extractor must not need them.
        extractor.extract(
          from: song.span.extracting(0..<min(needed.upperBound, song.count)), frames: frames, into: &span)
      }
      all += part
      start = frames.upperBound
    }
    return all
  }

  static func analysis(of song: StereoBuffer, hints: AnalysisHints = AnalysisHints()) -> SongAnalysis {
    let blocks = 0..<Loudness.blockCount(forSamples: song.count)
    var powers = [Float](repeating: 0, count: blocks.count)
    do {
      var span = powers.mutableSpan
      Loudness.gatingBlockPowers(of: song.span, blocks: blocks, into: &span)
    }
    return SongAnalysis(
      features: features(of: song).span, gatingBlockPowers: powers.span, source: song.span, hints: hints)
  }
}
