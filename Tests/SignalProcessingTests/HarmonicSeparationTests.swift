import Audio
import Glibc
import SignalProcessing
import Testing

struct HarmonicSeparationTests {
  private static let count = 132_300
  private static let clickSpacing = 11_025

  @Test(arguments: [110.0, 441.0, 1_500.0, 6_000.0])
  func `a tone among clicks goes to the harmonic part and the clicks to the percussive`(frequency: Double) {
    let tone = (0..<Self.count).map { Float(0.3 * sin(2 * .pi * frequency * Double($0) / 44_100)) }
    let clicks = Self.clicks()
    let (harmonic, percussive) = separated(StereoBuffer(mono: zip(tone, clicks).map(+)))
    let inner = 22_050..<110_250
    // The tone, by correlation with itself.
    let kept = Self.product(harmonic.left, tone, inner) / Self.product(tone, tone, inner)
    #expect(abs(Decibels.decibels(fromGain: kept)) < 1)
    let leaked = Self.product(percussive.left, tone, inner) / Self.product(tone, tone, inner)
    #expect(Decibels.decibels(fromGain: abs(leaked)) < -18)
    let struck = Self.product(percussive.left, clicks, inner) / Self.product(clicks, clicks, inner)
    #expect(abs(Decibels.decibels(fromGain: struck)) < 1)
    let rest = Self.product(harmonic.left, clicks, inner) / Self.product(clicks, clicks, inner)
    #expect(Decibels.decibels(fromGain: abs(rest)) < -15)
  }

  @Test func `the two parts add up to the song`() {
    let song = Self.music()
    let (harmonic, percussive) = separated(song)
    for (index, sample) in song.left.enumerated() {
      #expect(abs(harmonic.left[index] + percussive.left[index] - sample) <= 1e-7)
    }
  }

  @Test(arguments: [0..<1, 0..<5_000, 700..<30_001, 40_000..<40_512, 100_000..<132_300])
  func `a range gives the samples of the whole, bit for bit`(range: Range<Int>) {
    let song = Self.music()
    let (whole, _) = separated(song)
    var separation = HarmonicSeparation()
    // What came before leaves nothing behind.
    var waste = StereoBuffer(count: 9_000)
    var wasteSpan = waste.mutableSpan
    separation.separate(song.span, range: 60_000..<69_000, into: &wasteSpan)
    var part = StereoBuffer(count: range.count)
    var span = part.mutableSpan
    separation.separate(song.span, range: range, into: &span)
    let isEqual = part.left == Array(whole.left[range]) && part.right == Array(whole.right[range])
    #expect(isEqual)
  }

  @Test func `a range depends on no more than its reach`() {
    let song = Self.music()
    let range = 50_000..<60_000
    var other = StereoBuffer(mono: [Float](repeating: 1, count: song.count))
    let known = range.lowerBound - HarmonicSeparation.reach..<range.upperBound + HarmonicSeparation.reach
    other.left.replaceSubrange(known, with: song.left[known])
    other.right.replaceSubrange(known, with: song.right[known])
    let isEqual = separated(song, range) == separated(other, range)
    #expect(isEqual)
  }

  @Test func `the channels keep their places`() {
    let tone = (0..<Self.count).map { Float(0.3 * sin(0.05 * Double($0))) }
    let (harmonic, percussive) = separated(StereoBuffer(left: tone, right: Self.clicks()))
    let inner = 22_050..<110_250
    #expect(
      Self.product(harmonic.right, harmonic.right, inner) < 0.05 * Self.product(harmonic.left, harmonic.left, inner))
    #expect(Self.product(percussive.left, percussive.left, inner) < 0.05 * Self.product(tone, tone, inner))
  }

  @Test func `a margin leaves only clear tones in the harmonic part`() {
    let song = Self.music()
    var powers: [Double] = []
    for margin in [1.0, 2, 4] {
      var separation = HarmonicSeparation(margin: margin)
      var harmonic = StereoBuffer(count: song.count)
      var span = harmonic.mutableSpan
      separation.separate(song.span, range: 0..<song.count, into: &span)
      powers.append(Self.product(harmonic.left, harmonic.left, 0..<song.count))
    }
    #expect(powers[1] < powers[0])
    #expect(powers[2] < powers[1])
    #expect(powers[2] > 0.1 * powers[0])
  }

  private func separated(_ song: StereoBuffer) -> (StereoBuffer, StereoBuffer) {
    var separation = HarmonicSeparation()
    var harmonic = StereoBuffer(count: song.count)
    var percussive = harmonic
    var harmonicSpan = harmonic.mutableSpan
    var percussiveSpan = percussive.mutableSpan
    separation.separate(song.span, range: 0..<song.count, into: &harmonicSpan, percussive: &percussiveSpan)
    return (harmonic, percussive)
  }

  private func separated(_ song: StereoBuffer, _ range: Range<Int>) -> StereoBuffer {
    var separation = HarmonicSeparation()
    var harmonic = StereoBuffer(count: range.count)
    var span = harmonic.mutableSpan
    separation.separate(song.span, range: range, into: &span)
    return harmonic
  }

  /// A chord, clicks and a little noise.
  private static func music() -> StereoBuffer {
    let clicks = clicks()
    var seed: UInt32 = 7
    let left = (0..<count).map { index in
      seed = seed &* 1_664_525 &+ 1_013_904_223
      let noise = 0.02 * (Float(seed >> 8) / Float(1 << 23) - 1)
      let time = Double(index) / 44_100
      let chord = [220.0, 277.2, 329.6].reduce(0) { $0 + 0.1 * sin(2 * .pi * $1 * time) }
      return noise + Float(chord) + clicks[index]
    }
    return StereoBuffer(left: left, right: left.reversed())
  }

  private static func clicks() -> [Float] {
    (0..<count).map { index in
      let place = index % clickSpacing
      return place < 60 ? Float(0.8 * exp(-Double(place) / 12) * (place.isMultiple(of: 2) ? 1 : -0.6)) : 0
    }
  }

  private static func product(_ first: [Float], _ second: [Float], _ range: Range<Int>) -> Double {
    range.reduce(0) { $0 + Double(first[$1]) * Double(second[$1]) }
  }
}
