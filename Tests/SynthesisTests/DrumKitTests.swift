import Audio
import Glibc
import Synthesis
import Testing

struct DrumKitTests {
  private let kit = DrumKit(seed: 5)

  @Test(arguments: DrumSound.allCases)
  func `every drum peaks at 1 and ends in silence`(sound: DrumSound) {
    let hit = kit.make(sound)
    #expect(hit.count == sound.sampleCount)
    #expect(abs(peak(of: hit) - 1) < 1e-5)
    #expect(abs(hit.left[hit.count - 1]) < 1e-6)
  }

  @Test(arguments: DrumSound.allCases.filter { $0 != .reverseCrash })
  func `a drum sounds at once`(sound: DrumSound) {
    let hit = kit.make(sound)
    let loudest = hit.left[..<882].reduce(0) { max($0, abs($1)) }
    #expect(loudest > 0.3)
  }

  @Test func `a reversed crash ends on its hit`() {
    let hit = kit.make(.reverseCrash)
    let loudest = hit.left.suffix(882).reduce(0) { max($0, abs($1)) }
    #expect(loudest > 0.3)
    #expect(abs(hit.left[0]) < 1e-6)
  }

  @Test func `the kick is low and the hats are high`() {
    #expect(brightness(of: kit.make(.kick)) < 0.02)
    #expect(brightness(of: kit.make(.snare)) > 0.05)
    #expect(brightness(of: kit.make(.closedHat)) > 1)
  }

  @Test(arguments: DrumSound.allCases)
  func `every drum is finite, has no offset and loses little in mono`(sound: DrumSound) {
    let hit = kit.make(sound)
    #expect(Sound.isFinite(hit))
    #expect(abs(Sound.mean(hit.left)) < 3e-3)
    #expect(Sound.width(hit) < 1.3)
    #expect(Sound.correlation(Sound.filtered(hit, cutoff: 120, isHighPass: false)) > (isLow(sound) ? 0.99 : -1))
  }

  @Test func `a kit of the same seed is the same, one of another seed is not`() {
    let (again, other) = (DrumKit(seed: 5), DrumKit(seed: 6))
    let isSame = DrumSound.allCases.allSatisfy { again.make($0) == kit.make($0) }
    let isOther = DrumSound.allCases.allSatisfy { other.make($0) != kit.make($0) }
    #expect(isSame && isOther)
  }

  @Test func `every sound's name is in kebab case`() {
    for sound in DrumSound.allCases {
      #expect(sound.rawValue.allSatisfy { $0 == "-" || ("a"..."z").contains($0) })
    }
    #expect(DrumSound(rawValue: "roll-snare") == .rollSnare)
  }

  @Test(arguments: [DrumSound.snare, .reverseCrash])
  func `a hit mixed in two pieces equals the whole`(sound: DrumSound) {
    let drums = kit.makeAll()
    var whole = StereoBuffer(count: 20_000)
    var wholeSpan = whole.mutableSpan
    kit.add(sound, of: drums.span, at: 300, gain: 0.5, into: &wholeSpan)
    var first = StereoBuffer(count: 7_000)
    var firstSpan = first.mutableSpan
    kit.add(sound, of: drums.span, at: 300, gain: 0.5, into: &firstSpan)
    var second = StereoBuffer(count: 13_000)
    var secondSpan = second.mutableSpan
    kit.add(sound, of: drums.span, at: 300 - 7_000, gain: 0.5, into: &secondSpan)
    #expect(whole.left == first.left + second.left)
    let hit = kit.make(sound)
    #expect(whole.left[300..<20_000].elementsEqual((0..<19_700).map { $0 < hit.count ? 0.5 * hit.left[$0] : 0 }))
  }

  @Test func `every drum lies at its place, and the reversed crash needs none`() {
    let kit = DrumKit(seed: 5, sounds: [.kick, .reverseCrash, .openHat])
    #expect(kit.made == [.crash, .openHat, .kick])
    let all = kit.makeAll()
    #expect(all.count == kit.sampleCount && kit.longestSampleCount == DrumSound.crash.sampleCount)
    for sound in kit.made { #expect(Array(all.left[kit.place(of: sound)]) == kit.make(sound).left) }
  }

  @Test func `beside a recorded crash, the reversed one is made`() {
    let own = StereoBuffer(mono: [Float](repeating: 0.5, count: 1_000))
    let kit = DrumKit(seed: 5, samples: InstrumentSamples(["crash": own]), sounds: [.crash, .reverseCrash])
    #expect(kit.made == [.reverseCrash, .crash])
    let drums = kit.makeAll()
    var heard = StereoBuffer(count: DrumSound.reverseCrash.sampleCount)
    var span = heard.mutableSpan
    kit.add(.reverseCrash, of: drums.span, at: 0, gain: 1, into: &span)
    let isMade = heard == DrumKit(seed: 5).make(.reverseCrash)
    #expect(isMade)
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
