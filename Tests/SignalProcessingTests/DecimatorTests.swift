import Audio
import Glibc
import SignalProcessing
import Testing

struct DecimatorTests {
  private func decimated(sine frequency: Double) -> [Float] {
    let song = StereoBuffer(mono: (0..<8_000).map { Float(sin(2 * .pi * frequency * Double($0) / 44_100)) })
    var decimator = Decimator()
    var samples: [Float] = []
    decimator.append(1_500, samplesOf: song.span, from: 200, to: &samples)
    return samples
  }

  @Test(arguments: [100.0, 1_000, 3_000, 4_000]) func `what lies under 4 kHz passes unchanged`(frequency: Double) {
    for (index, sample) in decimated(sine: frequency).enumerated() {
      let expected = sin(2 * .pi * frequency * Double(4 * (200 + index)) / 44_100)
      #expect(abs(Double(sample) - expected) < 1.2e-3)
    }
  }

  @Test(arguments: [7_025.0, 9_000, 11_025, 15_000, 20_000])
  func `what would fold down to under 4 kHz is 66 dB lower`(frequency: Double) {
    #expect(decimated(sine: frequency).allSatisfy { abs($0) < 5e-4 })
  }

  @Test func `outside of the song there is silence`() {
    let song = StereoBuffer(mono: [Float](repeating: 1, count: 400))
    var decimator = Decimator()
    var samples: [Float] = []
    decimator.append(300, samplesOf: song.span, from: -100, to: &samples)
    #expect(samples.count == 300)
    #expect(samples[..<92].allSatisfy { $0 == 0 } && samples[208...].allSatisfy { $0 == 0 })
    #expect(samples[110..<190].allSatisfy { abs($0 - 1) < 1e-3 })
  }

  @Test func `samples do not depend on how they were asked for`() {
    let song = StereoBuffer(mono: (0..<4_000).map { Float(sin(Double($0 * $0) * 1e-4)) })
    var decimator = Decimator()
    var whole: [Float] = []
    decimator.append(900, samplesOf: song.span, from: 0, to: &whole)
    var parts: [Float] = []
    for start in stride(from: 0, to: 900, by: 100) {
      decimator.append(100, samplesOf: song.span, from: start, to: &parts)
    }
    #expect(whole == parts)
  }
}
