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
    for bin in magnitudes.indices { magnitudes[bin] = magnitudes[bin].root }
  }

  /// Makes `frames` of the samples under the window: four samples of each frame at a time.
  private mutating func interleave(_ samples: Span<Float>) {
    let (shape, hop) = (self.window, hopLength)
    let window = shape.span
    // All indices are below `length`, a multiple of four.
    precondition(samples.count >= window.count + 3 * hop && frames.count == window.count, "the samples must exist")
    var frames = frames.mutableSpan
    for index in stride(from: 0, to: window.count, by: 4) {
      let factor = unsafe window.four(unchecked: index)
      let lanes = unsafe SIMD4.transposed(
        samples.four(unchecked: index) * factor, samples.four(unchecked: index + hop) * factor,
        samples.four(unchecked: index + 2 * hop) * factor, samples.four(unchecked: index + 3 * hop) * factor)
      unsafe frames[unchecked: index] = lanes.0
      unsafe frames[unchecked: index + 1] = lanes.1
      unsafe frames[unchecked: index + 2] = lanes.2
      unsafe frames[unchecked: index + 3] = lanes.3
    }
  }
}
