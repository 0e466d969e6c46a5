package import Audio

/// Power spectra of windowed frames.
///
/// Scaled so that a full-scale sine on a bin has power 1. Each frame depends on its own samples alone.
package struct ShortTimeSpectrum: ~Copyable {
  /// Samples per frame.
  package let length: Int
  /// The frequency of bin 1, in Hz: bins are multiples of it.
  package let binFrequency: Double
  private let window: [Float]
  private let fft: RealFFT
  private var frame: [Float]

  /// Plans frames of `length` samples, a multiple of eight, under a Hann window.
  package init(length: Int, sampleRate: Double = Double(WorkingFormat.sampleRate)) {
    precondition(length.isMultiple(of: 8), "frames are whole vectors")
    self.length = length
    binFrequency = sampleRate / Double(length)
    fft = RealFFT(length: length)
    frame = [Float](repeating: 0, count: length)
    window = AnalysisWindow.spectral(length: length)
  }

  /// Writes the power of the lowest `power.count` bins of a frame of the mid channel, (left + right) / 2.
  ///
  /// The frame is centred on sample `center`; outside of the song there is silence.
  package mutating func power(of source: StereoSpan, center: Int, into power: inout [Float]) {
    let start = center - length / 2
    if start >= 0 && start + length <= source.count {
      let (left, right, window) = (source.left, source.right, window)
      var frame = frame.mutableSpan
      for index in stride(from: 0, to: window.count, by: 8) {
        let sum = left.vector(from: start + index) + right.vector(from: start + index)
        frame.set(sum * 0.5 * window.span.vector(from: index), from: index)
      }
    } else {
      for index in frame.indices {
        let sample = start + index
        let inside = sample >= 0 && sample < source.count
        frame[index] = inside ? (source.left[sample] + source.right[sample]) * 0.5 * window[index] : 0
      }
    }
    transform(into: &power)
  }

  /// Writes the power of the lowest `power.count` bins of a frame of `length` samples.
  package mutating func power(of samples: [Float], into power: inout [Float]) {
    precondition(samples.count == length, "a frame must have its length")
    let window = window
    var windowed = frame.mutableSpan
    for index in stride(from: 0, to: window.count, by: 8) {
      windowed.set(samples.span.vector(from: index) * window.span.vector(from: index), from: index)
    }
    transform(into: &power)
  }

  private func transform(into power: inout [Float]) {
    var bins = power.mutableSpan
    fft.powerSpectrum(of: frame.span, into: &bins)
  }
}
