import Audio
import Glibc
import Synthesis
import Testing

struct DrumTuningTests {
  @Test func `the kick lies on the tonic, fifth or fourth of every key, where a kick sounds like one`() {
    for cent in stride(from: 0.0, to: 1_200, by: 5) {
      let tonic = 110 * exp2(cent / 1_200)
      let tuning = DrumTuning(tonic: tonic)
      #expect(tuning.kick >= 43.4 && tuning.kick <= 60.1)
      let interval = 12 * log2(tuning.kick / tonic)
      let degree = interval - 12 * (interval / 12).rounded(.down)
      #expect([0, 7.02, 4.98, 12].contains { abs(degree - $0) < 0.01 })
      #expect(DrumTuning(tonic: 4 * tonic) == tuning)
    }
  }

  @Test(arguments: [41.2, 46.25, 51.91, 58.27, 69.3, 82.4])
  func `kick, toms and impact settle on their pitches`(tonic: Double) {
    let tuning = DrumTuning(tonic: tonic)
    let kit = DrumKit(seed: 1, tuning: tuning)
    let pitches = [
      (DrumSound.kick, tuning.kick), (.tomLow, tuning.tomLow), (.tomMid, tuning.tomMid), (.tomHigh, tuning.tomHigh),
      (.impact, tuning.kick),
    ]
    for (sound, pitch) in pitches {
      let hit = kit.make(sound)
      let start = sound == .impact ? 22_050 : 5_300
      let samples = Array(hit.left[start..<min(hit.count, start + 44_100)])
      let found = Spectrum(samples: samples).peak(near: pitch, cents: 150)
      #expect(abs(1_200 * log2(found / pitch)) < 25, "\(sound)")
    }
  }
}
