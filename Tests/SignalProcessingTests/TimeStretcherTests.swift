import Audio
import Glibc
import SignalProcessing
import Testing

struct TimeStretcherTests {
  @Test(arguments: [18_900, 37_800, 9_450, 1, 75_600], [22_050, 12_000, 40_000, 18_900])
  func `a stretch fills exactly the samples asked for`(outputCount: Int, inputCount: Int) {
    let song = sine(frequency: 300, count: 90_000)
    let result = stretched(song, 1_000..<1_000 + inputCount, to: outputCount)
    #expect(result.count == outputCount)
    // A sine of amplitude 1 has a mean square of one half; up to the end there is sound.
    if outputCount > 1_000 {
      let tail = result.left.suffix(500)
      #expect(abs(tail.reduce(0) { $0 + $1 * $1 } / 500 - 0.5) < 0.15)
    }
  }

  @Test(arguments: [0.6, 0.8, 0.95, 1.2, 1.6, 2.0])
  func `an attack on the first sample stays within 2 ms`(tempo: Double) {
    var song = [Float](repeating: 0, count: 80_000)
    // A click that rings, on sample 10,000.
    for index in 0..<4_000 {
      song[10_000 + index] = Float(sin(0.3 * Double(index)) * exp(-Double(index) / 600))
    }
    let count = 18_900
    let result = stretched(StereoBuffer(mono: song), 10_000..<10_000 + Int(Double(count) * tempo), to: count)
    let attack = result.left.firstIndex { abs($0) > 0.25 }
    #expect((attack ?? count) <= 88)
  }

  /// A sound of tones, noises and clicks in no order, with gaps of silence.
  private static let rough: StereoBuffer = {
    var numbers = Numbers(seed: 5)
    var samples = [Float](repeating: 0, count: 300_000)
    var place = 0
    while place < samples.count {
      let length = Int(numbers.next() % 12_000) + 40
      let pitch = Double(numbers.next() % 1_000) / 2_000
      let decay = Double(numbers.next() % 8_000) + 20
      let noise = Double(numbers.next() % 3) / 2
      for index in place..<min(place + length, samples.count) {
        let age = Double(index - place)
        let hiss = Double(numbers.next() % 2_001) / 1_000 - 1
        samples[index] = Float(((1 - noise) * sin(pitch * age) + noise * hiss) * exp(-age / decay))
      }
      place += length + Int(numbers.next() % 3_000)
    }
    return StereoBuffer(mono: samples)
  }()

  @Test(arguments: 0..<16)
  func `whatever is stretched to whatever length ends where it should`(seed: Int) {
    var numbers = Numbers(seed: UInt64(seed))
    var stretcher = TimeStretcher()
    for _ in 0..<2_000 {
      // Of all orders of magnitude.
      let length = Int(exp2(Double(numbers.next() % 15_000) / 1_000))
      let start = Int(numbers.next() % 280_000)
      let count = Int(Double(length) * exp2(Double(numbers.next() % 4_000) / 1_000 - 2)) + 1
      var result = StereoBuffer(count: count)
      var span = result.mutableSpan
      stretcher.stretch(Self.rough.span, range: start..<start + length, into: &span)
      #expect(result.left.allSatisfy { abs($0) <= 2.5 })
    }
  }

  @Test func `a stretch keeps the pitch`() {
    let result = stretched(sine(frequency: 441, count: 60_000), 0..<30_000, to: 18_900)
    var rises = 0
    for index in 1..<result.count where result.left[index - 1] < 0 && result.left[index] >= 0 { rises += 1 }
    // 441 Hz for 18,900 samples.
    #expect(abs(rises - 189) <= 1)
  }

  @Test func `a stretch does not depend on what was stretched before`() {
    let song = sine(frequency: 523, count: 100_000)
    var fresh = TimeStretcher()
    var used = TimeStretcher()
    var waste = StereoBuffer(count: 30_001)
    var wasteSpan = waste.mutableSpan
    used.stretch(song.span, range: 500..<17_000, into: &wasteSpan)
    var first = StereoBuffer(count: 18_900)
    var second = first
    var firstSpan = first.mutableSpan
    var secondSpan = second.mutableSpan
    fresh.stretch(song.span, range: 40_000..<62_000, into: &firstSpan)
    used.stretch(song.span, range: 40_000..<62_000, into: &secondSpan)
    #expect(first == second)
  }

  @Test func `outside of the song lies silence`() {
    let result = stretched(sine(frequency: 441, count: 1_000), 50_000..<70_000, to: 18_900)
    #expect(result == StereoBuffer(count: 18_900))
  }

  @Test func `an unchanged length is a copy`() {
    let song = sine(frequency: 441, count: 30_000)
    #expect(stretched(song, 100..<19_000, to: 18_900).left == Array(song.left[100..<19_000]))
  }

  private func stretched(_ song: StereoBuffer, _ range: Range<Int>, to count: Int) -> StereoBuffer {
    var stretcher = TimeStretcher()
    var output = StereoBuffer(count: count)
    var span = output.mutableSpan
    stretcher.stretch(song.span, range: range, into: &span)
    return output
  }

  private func sine(frequency: Double, count: Int) -> StereoBuffer {
    StereoBuffer(mono: (0..<count).map { Float(sin(2 * .pi * frequency * Double($0) / 44_100)) })
  }
}

/// Numbers in no order: SplitMix64 (Steele, Lea and Flood 2014).
private struct Numbers {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return value ^ value >> 31
  }
}
