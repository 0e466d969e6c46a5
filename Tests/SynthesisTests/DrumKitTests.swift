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

  @Test(arguments: DrumSound.allCases)
  func `every drum is finite, has no offset and loses little in mono`(sound: DrumSound) {
    let hit = kit[sound]
    #expect(Sound.isFinite(hit))
    #expect(abs(Sound.mean(hit.left)) < 3e-3)
    #expect(Sound.width(hit) < 1.3)
    #expect(Sound.correlation(Sound.filtered(hit, cutoff: 120, isHighPass: false)) > (isLow(sound) ? 0.99 : -1))
  }

  @Test func `a kit of the same seed is the same, one of another seed is not`() {
    let (again, other) = (DrumKit(seed: 5), DrumKit(seed: 6))
    let isSame = DrumSound.allCases.allSatisfy { again[$0] == kit[$0] }
    let isOther = DrumSound.allCases.allSatisfy { other[$0] != kit[$0] }
    #expect(isSame && isOther)
  }

  @Test func `every sound's name is in kebab case`() {
    for sound in DrumSound.allCases {
      #expect(sound.rawValue.allSatisfy { $0 == "-" || ("a"..."z").contains($0) })
    }
    #expect(DrumSound(rawValue: "roll-snare") == .rollSnare)
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

  private func isLow(_ sound: DrumSound) -> Bool {
    [.kick, .tomLow, .tomMid, .impact].contains(sound)
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
