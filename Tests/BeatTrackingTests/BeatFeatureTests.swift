import Audio
import BeatTracking
import Glibc
import Testing

struct BeatFeatureTests {
  /// Beats every half second, bars of four.
  private static func hints(seconds: Double) -> AnalysisHints {
    var hints = AnalysisHints()
    hints.beats = Array(stride(from: 0, to: seconds, by: 0.5))
    hints.downbeats = Array(stride(from: 0, to: seconds, by: 2))
    return hints
  }

  @Test func `every beat of a chord has the chord's root, in major, in minor and in inversion`() {
    // C, F, A minor over its fifth, E flat, G, D minor.
    let chords: [(notes: [Int], root: Int)] = [
      ([48, 60, 64, 67], 0), ([53, 60, 65, 69], 5), ([52, 60, 64, 69], 9), ([51, 63, 67, 70], 3),
      ([43, 62, 67, 71], 7), ([50, 62, 65, 69], 2),
    ]
    let song = Signals.chords(chords.map(\.notes), secondsEach: 2)
    let roots = Signals.analysis(of: song, hints: Self.hints(seconds: 12)).beatFeatures.map(\.root)
    let expected = chords.flatMap { chord in (0..<4).map { _ in PitchClass(semitonesAboveC: chord.root) } }
    #expect(roots == Array(expected.prefix(roots.count)))
    #expect(roots.count == 23)
  }

  @Test func `a passing bass note is no new chord`() {
    let still = [48, 60, 64, 67]
    let chords = (0..<16).map { [$0 == 6 ? 50 : 48] + still.dropFirst() }
    let song = Signals.chords(chords, secondsEach: 0.5)
    let roots = Signals.analysis(of: song, hints: Self.hints(seconds: 8)).beatFeatures.map(\.root)
    #expect(roots.allSatisfy { $0 == PitchClass(semitonesAboveC: 0) })
  }

  @Test(arguments: [(997.0, 0.0), (100, -1.9), (4_000, 3.2)])
  func `a sine is as loud on each beat as ITU-R BS.1770 says`(frequency: Double, gainDB: Double) {
    // In both channels, at -20 dB of full scale: -20 LUFS at 997 Hz; else plus the gain of the K-weighting.
    let song = StereoBuffer(
      mono: (0..<44_100 * 6).map { Float(0.1 * sin(2 * .pi * frequency * Double($0) / 44_100)) })
    let beats = Signals.analysis(of: song, hints: Self.hints(seconds: 6)).beatFeatures
    #expect(beats.count == 11)
    for beat in beats.dropFirst().dropLast() {
      #expect(abs(Double(beat.loudnessLUFS ?? -99) - (gainDB - 20)) < 0.3)
    }
  }

  @Test func `silence has neither loudness nor root`() {
    let beats = Signals.analysis(of: StereoBuffer(count: 44_100 * 6), hints: Self.hints(seconds: 6)).beatFeatures
    #expect(beats.allSatisfy { $0.loudnessLUFS == nil && $0.root == nil && $0.level == 0 })
  }
}
