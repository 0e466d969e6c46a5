import Audio
import Glibc
import Synthesis
import Testing

struct DrumKitTests {
  private let kit = DrumKit(seed: 5)

  @Test(arguments: DrumSound.allCases)
  func `every drum peaks at 1 and ends in silence`(sound: DrumSound) {
    let hit = kit[sound]
    #expect(hit.count == sound.sampleCount)
    #expect(abs(peak(of: hit) - 1) < 1e-5)
    #expect(abs(hit.left[hit.count - 1]) < 1e-6)
  }

  @Test(arguments: DrumSound.allCases.filter { $0 != .reverseCrash })
  func `a drum sounds at once`(sound: DrumSound) {
    let hit = kit[sound]
    let loudest = hit.left[..<882].reduce(0) { max($0, abs($1)) }
    #expect(loudest > 0.3)
  }

  @Test func `a reversed crash ends on its hit`() {
    let hit = kit[.reverseCrash]
    let loudest = hit.left.suffix(882).reduce(0) { max($0, abs($1)) }
    #expect(loudest > 0.3)
    #expect(abs(hit.left[0]) < 1e-6)
  }

  @Test func `the kick is low and the hats are high`() {
    #expect(brightness(of: kit[.kick]) < 0.02)
    #expect(brightness(of: kit[.snare]) > 0.05)
    #expect(brightness(of: kit[.closedHat]) > 1)
  }

  @Test func `the kick settles near 47 Hz`() {
    let spectrum = Spectrum(samples: Array(kit[.kick].left[4_000..<12_192]))
    #expect(spectrum.amplitude(at: 47) > 3 * spectrum.amplitude(at: 80))
  }

  @Test func `a hit mixed in two pieces equals the whole`() {
    var whole = StereoBuffer(count: 20_000)
    var wholeSpan = whole.mutableSpan
    kit.add(.snare, at: 300, gain: 0.5, into: &wholeSpan)
    var first = StereoBuffer(count: 7_000)
    var firstSpan = first.mutableSpan
    kit.add(.snare, at: 300, gain: 0.5, into: &firstSpan)
    var second = StereoBuffer(count: 13_000)
    var secondSpan = second.mutableSpan
    kit.add(.snare, at: 300 - 7_000, gain: 0.5, into: &secondSpan)
    #expect(whole.left == first.left + second.left)
  }

  @Test func `a riser mixed in two pieces equals the whole`() {
    let riser = Riser(count: 30_000, frequency: 200, seed: 3)
    var whole = StereoBuffer(count: 40_000)
    var wholeSpan = whole.mutableSpan
    riser.add(at: 100, gain: 1, into: &wholeSpan)
    var second = StereoBuffer(count: 28_000)
    var secondSpan = second.mutableSpan
    riser.add(at: 100 - 12_000, gain: 1, into: &secondSpan)
    #expect(Array(whole.right[12_000...]) == second.right)
    let early = whole.left[5_000..<10_000].reduce(0) { $0 + $1 * $1 }
    let late = whole.left[24_000..<29_000].reduce(0) { $0 + $1 * $1 }
    #expect(late > 10 * early)
  }

  private func peak(of hit: StereoBuffer) -> Float {
    zip(hit.left, hit.right).reduce(0) { max($0, abs($1.0), abs($1.1)) }
  }

  /// The power of sample-to-sample differences over the power: 0 for the lowest tones, 4 for the highest.
  private func brightness(of hit: StereoBuffer) -> Float {
    let steps = zip(hit.left, hit.left.dropFirst()).reduce(0) { $0 + ($1.1 - $1.0) * ($1.1 - $1.0) }
    return steps / hit.left.reduce(0) { $0 + $1 * $1 }
  }
}
