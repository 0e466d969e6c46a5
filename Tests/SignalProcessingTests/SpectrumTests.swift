import Audio
import Glibc
import SignalProcessing
import Testing

struct SpectrumTests {
  private func sine(_ frequency: Double, count: Int) -> StereoBuffer {
    StereoBuffer(mono: (0..<count).map { Float(sin(2 * .pi * frequency * Double($0) / 44_100)) })
  }

  @Test func `a Hann window is zero at its start, one in its middle, and adds up to one at half overlap`() {
    let window = AnalysisWindow.hann(length: 64)
    #expect(window[0] == 0)
    #expect(window[32] == 1)
    for index in 0..<32 { #expect(abs(window[index] + window[index + 32] - 1) < 1e-6) }
  }

  @Test func `a full-scale sine on a bin has power one`() {
    var spectrum = ShortTimeSpectrum(length: 2_048)
    var power = [Float](repeating: 0, count: 1_025)
    spectrum.power(of: sine(50 * spectrum.binFrequency, count: 8_192).span, center: 4_096, into: &power)
    #expect(abs(power[50] - 1) < 1e-3)
    #expect(power[53..<1_000].allSatisfy { $0 < 1e-6 })
  }

  @Test func `outside of the song there is silence`() {
    var spectrum = ShortTimeSpectrum(length: 256)
    var power = [Float](repeating: 1, count: 129)
    let song = sine(1_000, count: 100)
    spectrum.power(of: song.span, center: -128, into: &power)
    #expect(power.allSatisfy { $0 == 0 })
    spectrum.power(of: song.span, center: 1_000, into: &power)
    #expect(power.allSatisfy { $0 == 0 })
    spectrum.power(of: song.span, center: 50, into: &power)
    #expect(power.contains { $0 > 0 })
  }

  @Test func `bands of a flat spectrum are flat and centred on rising pitches`() {
    let bank = LogarithmicFilterbank(binFrequency: 21.5, bandsPerOctave: 12, frequencies: 30...17_000)
    var bands = [SIMD4<Float>](repeating: SIMD4(), count: bank.bandCount)
    let flat = SIMD4<Float>(2, 1, 0, 7)
    bank.apply(to: [SIMD4<Float>](repeating: flat, count: bank.binCount), into: &bands)
    for lane in 0..<4 { #expect(bands.allSatisfy { abs($0[lane] - flat[lane]) < 1e-5 }) }
    #expect(zip(bank.centers, bank.centers.dropFirst()).allSatisfy { $0 < $1 })
  }
}
