import Audio
import BeatTracking
import Testing

struct OnsetTests {
  @Test func `onsets lie within a millisecond of what starts`() throws {
    // Irregular, and at all places between frames.
    let times = (0..<60).map { (index: Int) -> Double in
      let shift = Double(index * 7 % 11) * 0.0091
      return 0.25 + Double(index) * 0.3137 + shift
    }
    var rhythm = Rhythm()
    for (index, time) in times.enumerated() {
      let sound: Rhythm.Sound = [.kick, .snare, .hat, .note(60)][index % 4]
      rhythm.strike(sound, at: time)
    }
    let onsets = Signals.analysis(of: rhythm.samples).onsets
    for time in times {
      let nearest = try #require(onsets.map { abs($0.seconds - time) }.min())
      #expect(nearest <= 0.001, "the stroke at \(time) s")
    }
    #expect(onsets.count <= times.count + 2)
    #expect(zip(onsets, onsets.dropFirst()).allSatisfy { $0.seconds < $1.seconds })
  }

  @Test func `a steady sound starts once`() {
    let count = 44_100 * 5
    let samples = (0..<count).map { $0 < 44_100 ? 0 : Float(0.3 * sinOf($0)) }
    let onsets = Signals.analysis(of: StereoBuffer(mono: samples)).onsets.filter { $0.strength > 0.5 }
    #expect(onsets.count == 1)
    #expect(abs((onsets.first?.seconds ?? 0) - 1) < 0.002)
  }

  private func sinOf(_ index: Int) -> Double {
    // A triangle at 441 Hz, of nothing but arithmetic.
    let phase = Double(index % 100) / 100
    return phase < 0.5 ? 4 * phase - 1 : 3 - 4 * phase
  }
}
