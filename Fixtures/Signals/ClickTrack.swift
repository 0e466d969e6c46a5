import Glibc

/// Clicks on every beat, and the beats.
package struct ClickTrack {
  /// When each click starts, in seconds; the jitter is in it.
  package let beats: [Double]
  /// Every `beatsPerBar`th beat from the first; these clicks are higher and louder.
  package let downbeats: [Double]
  /// One channel.
  package let samples: [Float]

  /// - Parameters:
  ///   - seconds: The whole length; the last click ends within it.
  ///   - firstBeat: In seconds.
  ///   - jitterSeconds: The most by which a click is early or late, evenly distributed.
  package init(
    beatsPerMinute: Double, seconds: Double, firstBeat: Double = 0, beatsPerBar: Int = 4, jitterSeconds: Double = 0,
    seed: UInt64 = 1, sampleRate: Int = 44_100
  ) {
    var random = FixtureRandom(seed: seed)
    var samples = Signals.silence(seconds: seconds, sampleRate: sampleRate)
    var beats: [Double] = []
    let period = 60 / beatsPerMinute
    var planned = firstBeat
    while planned + jitterSeconds + Self.clickSeconds <= seconds {
      let time = max(0, planned + jitterSeconds * random.bipolar())
      let isDownbeat = beats.count % beatsPerBar == 0
      Self.addClick(
        to: &samples, at: Signals.count(seconds: time, sampleRate: sampleRate), sampleRate: sampleRate,
        frequency: isDownbeat ? 1600 : 1000, gain: isDownbeat ? 0.9 : 0.6)
      beats.append(time)
      planned = firstBeat + Double(beats.count) * period
    }
    self.samples = samples
    self.beats = beats
    downbeats = stride(from: 0, to: beats.count, by: beatsPerBar).map { beats[$0] }
  }

  private static let clickSeconds = 0.03

  /// A short tone that starts at its loudest and dies away by 60 dB.
  private static func addClick(
    to samples: inout [Float], at start: Int, sampleRate: Int, frequency: Double, gain: Double
  ) {
    let length = Signals.count(seconds: clickSeconds, sampleRate: sampleRate)
    for index in 0..<min(length, samples.count - start) {
      let time = Double(index) / Double(sampleRate)
      let fade = exp(-6.9 * time / clickSeconds)
      samples[start + index] += Float(gain * fade * cos(2 * .pi * frequency * time))
    }
  }
}
