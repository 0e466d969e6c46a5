import Glibc
import SignalProcessing
import Testing

struct StereoFFTTests {
  @Test(arguments: [64, 128, 512, 2_048])
  func `a transform is the sum of its formula`(length: Int) {
    let (left, right) = (noise(length, 1), noise(length, 2))
    let (real, imaginary) = transformed(left, right)
    for bin in [0, 1, 2, length / 4 + 1, length / 2, length - 3, length - 1] {
      var sum = SIMD2<Double>()
      for index in 0..<length {
        let angle = -2 * Double.pi * Double(bin * index % length) / Double(length)
        let (x, y) = (Double(left[index]), Double(right[index]))
        sum += SIMD2(x * cos(angle) - y * sin(angle), x * sin(angle) + y * cos(angle))
      }
      #expect(abs(sum.x - Double(real[bin])) < 1e-4 && abs(sum.y - Double(imaginary[bin])) < 1e-4)
    }
  }

  @Test(arguments: [64, 256, 4_096])
  func `the other way round it goes back`(length: Int) {
    let (left, right) = (noise(length, 3), noise(length, 4))
    let spectrum = transformed(left, right)
    let (again, before) = transformed(spectrum.1, spectrum.0)
    let scale = 1 / Float(length)
    let difference = left.indices.reduce(Float(0)) { most, index in
      max(most, abs(scale * before[index] - left[index]), abs(scale * again[index] - right[index]))
    }
    #expect(difference < 1e-5)
  }

  private func transformed(_ left: [Float], _ right: [Float]) -> ([Float], [Float]) {
    var (real, imaginary) = (left, right)
    var scratch = [Float](repeating: 0, count: 2 * left.count)
    StereoFFT(length: left.count).transform(&real, &imaginary, scratch: &scratch)
    return (real, imaginary)
  }

  private func noise(_ count: Int, _ seed: Int) -> [Float] {
    (0..<count).map { Float((($0 &* 7_919 &+ seed) &* 104_729) % 2_003) / 1_001 - 1 }
  }
}
