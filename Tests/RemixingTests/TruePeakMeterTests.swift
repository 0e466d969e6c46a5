import Audio
import Glibc
import Remixing
import Testing

struct TruePeakMeterTests {
  @Test func `a sine at a quarter of the rate peaks between its samples`() {
    // Sampled at 45 degrees, this sine of amplitude 1 has no sample above 0.7071.
    let samples = (0..<4_000).map { Float(sin(Double($0) * .pi / 2 + .pi / 4)) }
    var meter = TruePeakMeter()
    meter.feed(StereoBuffer(mono: samples).span)
    meter.finish()
    #expect(abs(Decibels.decibels(fromGain: Double(meter.peak))) < 0.3)
  }

  @Test func `the peak does not depend on how the samples came`() {
    let samples = (0..<10_000).map { Float(sin(Double($0) * 0.37) * sin(Double($0) * 0.0031)) }
    let buffer = StereoBuffer(left: samples, right: samples.reversed())
    var whole = TruePeakMeter()
    whole.feed(buffer.span)
    whole.finish()
    for length in [1, 7, 64, 1_000] {
      var meter = TruePeakMeter()
      for start in stride(from: 0, to: buffer.count, by: length) {
        meter.feed(buffer.span.extracting(start..<min(start + length, buffer.count)))
      }
      meter.finish()
      #expect(meter.peak == whole.peak)
    }
  }

  @Test func `above a floor, each block tells its own peak`() throws {
    var meter = TruePeakMeter(above: 0.5)
    let levels: [Float] = [0.4, 0.9, 0.3, 0.6]
    let peaks = levels.map { level in
      let block = (0..<1_000).map { level * Float(sin(Double($0) * 0.1) * sin(Double($0) * .pi / 1_000)) }
      meter.feed(StereoBuffer(mono: block).span)
      return meter.takePeak()
    }
    #expect(peaks[0] == nil && peaks[2] == nil)
    #expect(abs(try #require(peaks[1]) - 0.9) < 0.01)
    #expect(abs(try #require(peaks[3]) - 0.6) < 0.01)
  }
}
