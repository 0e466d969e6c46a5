import Audio
import Fixtures
import Glibc
import SignalProcessing
import Testing

/// What a beat slice keeps when it is stretched: attacks, level, pitch, smoothness.
struct SliceStretchingTests {
  /// Samples of the source per sample of the output.
  private static let rates = [0.5, 0.7, 0.86, 0.97, 1.06, 1.25, 1.6, 2.0]
  private static let start = 30_000

  // MARK: Level

  @Test(arguments: [82.4, 220.0, 1_000, 3_000, 7_000], rates)
  func `a steady tone stays steady within half a decibel`(frequency: Double, rate: Double) {
    for length in [5_292, 18_900] {
      let tone = (0..<80_000).map { Float(0.5 * sin(2 * .pi * frequency * Double($0) / 44_100)) }
      let output = stretched(tone, length, rate: rate)
      // Whole periods, so that the level does not swing by itself.
      let window = Int((max(frequency * 0.01, 1).rounded() * 44_100 / frequency).rounded())
      for level in levels(of: output, window: window) {
        #expect(abs(level - Decibels.decibels(fromPower: 0.125)) < 0.5)
      }
    }
  }

  @Test(arguments: [0.7, 0.9, 1.1, 1.4])
  func `a low bass stays steady within half a decibel`(rate: Double) {
    let tone = (0..<80_000).map { Float(0.5 * sin(2 * .pi * 45 * Double($0) / 44_100)) }
    for level in levels(of: stretched(tone, 22_050, rate: rate), window: 980) {
      #expect(abs(level - Decibels.decibels(fromPower: 0.125)) < 0.5)
    }
  }

  @Test(arguments: rates)
  func `noise stays as loud as it was within a decibel and a half`(rate: Double) {
    let noise = Signals.noise(seconds: 2, seed: 3)
    let usual = Decibels.decibels(fromPower: noise.reduce(0) { $0 + Double($1 * $1) } / Double(noise.count))
    for level in levels(of: stretched(noise, 18_900, rate: rate), window: 661) { #expect(abs(level - usual) < 1.5) }
  }

  // MARK: Attacks

  @Test(arguments: [2_646, 4_410, 9_450, 18_900], rates)
  func `of a click train a slice holds one click, where it belongs`(length: Int, rate: Double) {
    let output = stretched(Self.clicks(every: length), length, rate: rate)
    let heard = Self.attacks(in: output)
    #expect(heard.count == 1)
    #expect(heard.first ?? .max < 44)
  }

  @Test(arguments: rates)
  func `attacks within a slice keep their places and their number`(rate: Double) {
    let length = 37_800
    let output = stretched(Self.clicks(every: length / 8), length, rate: rate)
    let heard = Self.attacks(in: output)
    #expect(heard.count == 8)
    for (index, place) in heard.enumerated() {
      // 3 ms: two beats of a kick and a cymbal are heard as one up to there.
      #expect(abs(Double(place) - Double(index * output.count) / 8) < 132)
    }
  }

  @Test(arguments: rates)
  func `the first 40 ms are the song's own, sample by sample`(rate: Double) {
    let noise = Signals.noise(seconds: 2, seed: 5)
    let output = stretched(noise, 18_900, rate: rate)
    let isEqual = Array(output[..<1_764]) == Array(noise[Self.start..<Self.start + 1_764])
    #expect(isEqual)
  }

  // MARK: Pitch

  @Test(arguments: [-12.0, -5, -0.3, 0.4, 3, 7, 12], [0.8, 1.0, 1.3])
  func `the pitch shifts and the length does not`(semitones: Double, rate: Double) {
    let frequency = 300.0
    let tone = (0..<80_000).map { Float(0.5 * sin(2 * .pi * frequency * Double($0) / 44_100)) }
    let output = stretched(tone, 35_280, rate: rate, semitones: semitones)
    #expect(output.count == Int(35_280 / rate))
    var rises: [Int] = []
    for index in 2_000..<output.count where output[index - 1] < 0 && output[index] >= 0 { rises.append(index) }
    let heard = 44_100 * Double(rises.count - 1) / Double((rises.last ?? 0) - (rises.first ?? 0))
    #expect(abs(12 * log2(heard / frequency) - semitones) < 0.05)
    for level in levels(of: output, window: 2_000) {
      #expect(abs(level - Decibels.decibels(fromPower: 0.125)) < 0.5)
    }
  }

  @Test func `what would rise above hearing does not fold down`() {
    let tone = (0..<80_000).map { Float(0.5 * sin(2 * .pi * 15_000 * Double($0) / 44_100)) }
    let output = stretched(tone, 18_900, rate: 1, semitones: 12)
    for level in levels(of: Array(output[500...]), window: 661) { #expect(level < -80) }
  }

  @Test(arguments: [-7.0, 7.0])
  func `a shifted attack stays on the first sample`(semitones: Double) {
    let output = stretched(Self.clicks(every: 18_900), 18_900, rate: 1.2, semitones: semitones)
    let heard = Self.attacks(in: output)
    #expect(heard.count == 1)
    #expect(heard.first ?? .max < 44)
  }

  // MARK: Smoothness

  @Test(arguments: rates, [0.0, 3.0])
  func `no join clicks`(rate: Double, semitones: Double) {
    let chord = (0..<90_000).map { index in
      let time = Double(index) / 44_100
      return Float([110.0, 277.2, 329.6, 440, 554.4].reduce(0) { $0 + 0.15 * sin(2 * .pi * $1 * time) })
    }
    #expect(ClickDetector.clicks(in: stretched(chord, 30_000, rate: rate, semitones: semitones)).isEmpty)
  }

  @Test(arguments: [0.5, 0.86, 1.25])
  func `a made song clicks no more than before`(rate: Double) {
    let song = DemoSong.rendered()
    let slices = stride(from: 44_100, to: min(song.count, 1_200_000) - 22_050, by: 22_050).map { $0..<$0 + 22_050 }
    var stretcher = TimeStretcher()
    var (before, after) = (0, 0)
    for range in slices {
      var output = StereoBuffer(count: Int(22_050 / rate))
      var span = output.mutableSpan
      stretcher.stretch(song.span, range: range, into: &span)
      before += ClickDetector.clicks(in: Array(song.left[range])).count
      after += ClickDetector.clicks(in: output.left).count
    }
    #expect(after <= before + 1)
  }

  @Test func `nothing is read beyond the range and its surroundings`() {
    let noise = Signals.noise(seconds: 3, seed: 8)
    for (length, count) in [(18_900, 37_800), (2_646, 5_292), (300, 900), (18_900, 9_450), (12_000, 75_600)] {
      for semitones in [0.0, 9] {
        let end = Self.start + length + TimeStretcher.lookahead
        let cut = noise[..<end] + [Float](repeating: 1, count: noise.count - end)
        let isEqual =
          stretched(Array(cut), length, to: count, semitones: semitones)
          == stretched(noise, length, to: count, semitones: semitones)
        #expect(isEqual)
      }
    }
  }

  private func stretched(_ song: [Float], _ length: Int, rate: Double, semitones: Double = 0) -> [Float] {
    stretched(song, length, to: Int(Double(length) / rate), semitones: semitones)
  }

  private func stretched(_ song: [Float], _ length: Int, to count: Int, semitones: Double) -> [Float] {
    var stretcher = TimeStretcher()
    var output = StereoBuffer(count: count)
    var span = output.mutableSpan
    stretcher.stretch(
      StereoBuffer(mono: song).span, range: Self.start..<Self.start + length, semitones: semitones, into: &span)
    return output.left
  }

  /// The levels of windows all along, in decibels.
  private func levels(of samples: [Float], window: Int) -> [Double] {
    stride(from: 0, through: samples.count - window, by: window / 4 + 1).map { start in
      Decibels.decibels(
        fromPower: samples[start..<start + window].reduce(0) { $0 + Double($1) * Double($1) } / Double(window))
    }
  }

  /// Ringing clicks over a little noise, one of them at `start`.
  private static func clicks(every spacing: Int) -> [Float] {
    var samples = Signals.noise(seconds: 3, seed: 2, amplitude: 0.002)
    for place in stride(from: start % spacing, to: samples.count - 300, by: spacing) {
      for index in 0..<300 {
        samples[place + index] += Float(0.8 * exp(-Double(index) / 40) * cos(0.7 * Double(index)))
      }
    }
    return samples
  }

  /// Where sound rises over -14 dB after 10 ms without.
  private static func attacks(in samples: [Float]) -> [Int] {
    var last = -1_000
    return samples.indices.filter { index in
      guard abs(samples[index]) > 0.2 else { return false }
      defer { last = index }
      return index - last > 441
    }
  }
}
