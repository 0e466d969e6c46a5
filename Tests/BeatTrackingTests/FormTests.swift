import Audio
import BeatTracking
import Testing

struct FormTests {
  /// 16 s of clicks over one chord.
  private func part(_ pitches: [Int], gain: Float) -> [Float] {
    let clicks = Signals.clicks(beatsPerMinute: 120, seconds: 16).left
    let chords = Signals.chords(Array(repeating: pitches, count: 8), secondsEach: 2).left
    return zip(clicks, chords).map { gain * ($0 + $1) }
  }

  @Test func `a song in ternary form has the borders and labels A B A`() throws {
    let a = part([48, 60, 64, 67], gain: 0.3)
    let b = part([53, 69, 72, 77, 81, 84], gain: 0.9)
    let song = Signals.analysis(of: StereoBuffer(mono: a + b + a))
    let first = try #require(song.sections.first { $0.label != "A" })
    #expect(abs(first.startSeconds - 16) < 0.5)
    let labels = song.sections.reduce(into: [String]()) { if $0.last != $1.label { $0.append($1.label) } }
    #expect(labels == ["A", "B", "A"])
    #expect(song.sections.max { $0.energy < $1.energy }?.label == "B")
    #expect(zip(song.sections, song.sections.dropFirst()).allSatisfy { $0.endSeconds == $1.startSeconds })
  }
}
