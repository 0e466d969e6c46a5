import Audio

/// Magnitude spectra of four windowed frames at once, one in each lane of a vector.
///
/// Scaled so that a full-scale sine on a bin has magnitude 1. Each frame depends on its own samples alone, whichever lane it
/// is in: its bits do not depend on the other three.
package struct QuadSpectrum: ~Copyable {
  /// Samples per frame, and from one of the four frames to the next.
  package let length: Int
  package let hopLength: Int
  /// The frequency of bin 1, in Hz: bins are multiples of it.
  package let binFrequency: Double
  /// Samples that four frames span.
  package var reach: Int { length + 3 * hopLength }

  private let window: [Float]
  private var fft: QuadFFT
  private var frames: [SIMD4<Float>]

  /// Plans frames of `length` samples, twice a power of four, under a Hann window.
  package init(length: Int, hopLength: Int, sampleRate: Double = Double(WorkingFormat.sampleRate)) {
    self.length = length
    self.hopLength = hopLength
    binFrequency = sampleRate / Double(length)
    frames = [SIMD4<Float>](repeating: SIMD4(), count: length)
    window = AnalysisWindow.spectral(length: length)
    fft = QuadFFT(length: length)
  }

  /// Writes the magnitudes of the lowest `magnitude.count` bins.
  ///
  /// - Parameter samples: Shape: at least `reach`; the first frame starts with the first sample.
  package mutating func measure(_ samples: [Float], into magnitude: inout [SIMD4<Float>]) {
    precondition(samples.count >= reach, "the samples must hold four frames")
    interleave(samples.span)
    fft.powerSpectra(of: frames, into: &magnitude)
    var magnitudes = magnitude.mutableSpan
    for bin in magnitudes.indices { magnitudes[bin] = magnitudes[bin].squareRoot() }
  }

  /// Makes `frames` of the samples under the window: four samples of each frame at a time.
  private mutating func interleave(_ samples: Span<Float>) {
    let (shape, hop) = (self.window, hopLength)
    let window = shape.span
    var frames = frames.mutableSpan
    for index in stride(from: 0, to: window.count, by: 4) {
      let factor = window.four(from: index)
      let a = samples.four(from: index) * factor
      let b = samples.four(from: index + hop) * factor
      let c = samples.four(from: index + 2 * hop) * factor
      let d = samples.four(from: index + 3 * hop) * factor
      frames[index] = SIMD4(a[0], b[0], c[0], d[0])
      frames[index + 1] = SIMD4(a[1], b[1], c[1], d[1])
      frames[index + 2] = SIMD4(a[2], b[2], c[2], d[2])
      frames[index + 3] = SIMD4(a[3], b[3], c[3], d[3])
    }
  }
}
