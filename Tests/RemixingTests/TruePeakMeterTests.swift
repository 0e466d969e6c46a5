import Audio
import Glibc
import Remixing
import Synthesis
import Testing

struct TruePeakMeterTests {
  @Test func `a sine at a quarter of the rate peaks between its samples`() throws {
    // Sampled at 45 degrees, this sine of amplitude 1 has no sample above 0.7071.
    let sound = StereoBuffer(mono: (0..<4_000).map { Float(sin(Double($0) * .pi / 2 + .pi / 4)) })
    let found = TruePeakMeter().peak(of: sound.span, in: 0..<sound.count)
    let peak = try #require(found)
    #expect(abs(Decibels.decibels(fromGain: Double(peak))) < 0.3)
  }

  @Test(arguments: [1, 7, 64, 1_000])
  func `the peak of a whole is the largest of its parts'`(length: Int) throws {
    let samples = (0..<10_000).map { Float(sin(Double($0) * 0.37) * sin(Double($0) * 0.0031)) }
    let sound = StereoBuffer(left: samples, right: samples.reversed())
    let whole = TruePeakMeter(above: 0.5).peak(of: sound.span, in: 0..<sound.count)
    let parts = stride(from: 0, to: sound.count, by: length).compactMap {
      TruePeakMeter(above: 0.5).peak(of: sound.span, in: $0..<min($0 + length, sound.count))
    }
    #expect(parts.max() == whole)
  }

  @Test func `above a floor, each block tells its own peak`() throws {
    let levels: [Float] = [0.4, 0.9, 0.3, 0.6]
    let sound = StereoBuffer(
      mono: levels.flatMap { level in
        (0..<1_000).map { level * Float(sin(Double($0) * 0.1) * sin(Double($0) * .pi / 1_000)) }
      })
    let meter = TruePeakMeter(above: 0.5)
    let peaks = levels.indices.map { meter.peak(of: sound.span, in: $0 * 1_000..<($0 + 1) * 1_000) }
    #expect(peaks[0] == nil && peaks[2] == nil)
    #expect(abs(try #require(peaks[1]) - 0.9) < 0.01)
    #expect(abs(try #require(peaks[3]) - 0.6) < 0.01)
  }

  @Test(arguments: [1, 3, 12])
  func `a floor hides no peak above it, however rough the sound`(smoothness: Int) {
    let noise = SeededNoise(seed: 5)
    let samples = (0..<10_000).map { index in
      (0..<smoothness).reduce(0) { $0 + noise.sample(at: index + $1) } / Float(smoothness).squareRoot()
    }
    let sound = StereoBuffer(left: samples, right: samples.reversed())
    let (meter, choosy) = (TruePeakMeter(), TruePeakMeter(above: 1))
    for start in stride(from: 0, to: sound.count, by: 64) {
      let range = start..<min(start + 64, sound.count)
      let peak = meter.peak(of: sound.span, in: range).flatMap { $0 > 1 ? $0 : nil }
      #expect(choosy.peak(of: sound.span, in: range) == peak)
    }
  }
}
