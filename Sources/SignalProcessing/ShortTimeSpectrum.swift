package import Audio

/// Power spectra of windowed frames of a song's mid channel, (left + right) / 2.
///
/// A frame is centred on a sample; outside of the song there is silence. Scaled so that a full-scale sine on a bin
/// has power 1. Each frame depends on its own samples alone.
package struct ShortTimeSpectrum: ~Copyable {
  /// Samples per frame.
  package let length: Int
  private let window: [Float]
  private let fft: RealFFT
  private var frame: [Float]

  /// Plans frames of `length` samples under a Hann window.
  package init(length: Int) {
    self.length = length
    fft = RealFFT(length: length)
    frame = [Float](repeating: 0, count: length)
    // A Hann window's mean is 1/2, so a full-scale sine peaks at length / 4; the mid channel's 1/2 goes in as well.
    let scale = 4 / Float(length) * 0.5
    window = AnalysisWindow.hann(length: length).map { $0 * scale }
  }

  /// The frequency of bin 1, in Hz: bins are multiples of it.
  package var binFrequency: Double { Double(WorkingFormat.sampleRate) / Double(length) }

  /// Writes the power of the lowest `power.count` bins of the frame centred on sample `center`.
  package mutating func power(of source: StereoSpan, center: Int, into power: inout [Float]) {
    let start = center - length / 2
    let inside = max(start, 0)..<max(min(start + length, source.count), max(start, 0))
    if inside.count < length {
      for index in frame.indices { frame[index] = 0 }
    }
    if !inside.isEmpty {
      let left = source.left.extracting(inside)
      let right = source.right.extracting(inside)
      let offset = inside.lowerBound - start
      for index in left.indices {
        frame[offset + index] = (left[index] + right[index]) * window[offset + index]
      }
    }
    var bins = power.mutableSpan
    fft.powerSpectrum(of: frame.span, into: &bins)
  }
}
