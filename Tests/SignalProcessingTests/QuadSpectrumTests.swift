import Audio
import Glibc
import SignalProcessing
import Testing

struct QuadSpectrumTests {
  /// A chirp in noise.
  private let song: StereoBuffer = {
    var state: UInt32 = 1
    return StereoBuffer(
      mono: (0..<8_192).map { index in
        state = state &* 1_664_525 &+ 1_013_904_223
        let noise = Float(Int32(bitPattern: state)) / Float(1 << 31)
        return 0.3 * noise + 0.5 * Float(sin(1e-5 * Double(index * index)))
      })
  }()

  private func magnitudes(_ samples: ArraySlice<Float>, length: Int = 2_048, hop: Int = 441) -> [SIMD4<Float>] {
    var spectrum = QuadSpectrum(length: length, hopLength: hop)
    var magnitude = [SIMD4<Float>](repeating: SIMD4(), count: length / 2 + 1)
    spectrum.measure(Array(samples), into: &magnitude)
    return magnitude
  }

  @Test(arguments: [8, 32, 512, 2_048]) func `four spectra at once are those of one after the other`(length: Int) {
    let magnitude = magnitudes(song.left[...], length: length)
    var single = ShortTimeSpectrum(length: length)
    for frame in 0..<4 {
      var power = [Float](repeating: 0, count: length / 2 + 1)
      single.power(of: song.span, center: length / 2 + 441 * frame, into: &power)
      #expect(zip(power, magnitude).allSatisfy { abs($0.squareRoot() - $1[frame]) < 1e-6 })
    }
  }

  @Test func `a frame's spectrum has the same bits in every lane, whatever is in the others`() {
    let first = magnitudes(song.left[1_323...])
    for frame in 1..<4 {
      let later = magnitudes(song.left[(1_323 - 441 * frame)...])
      #expect(zip(first, later).allSatisfy { $0[0].bitPattern == $1[frame].bitPattern })
    }
  }
}
