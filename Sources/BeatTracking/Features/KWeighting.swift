import Audio
import SignalProcessing

/// How much of a power spectrum the ear hears, after the K-weighting of ITU-R BS.1770-4.
///
/// The weights are the squared magnitude of the standard's two filters at each bin.
struct KWeighting {
  /// Power gain per bin.
  private let gains: [Float]

  init(binCount: Int, binFrequency: Double) {
    let (shelf, highPass) = (KWeightingFilter.shelf, KWeightingFilter.highPass)
    gains = (0..<binCount).map { bin in
      let angle = 2 * .pi * Double(bin) * binFrequency / Double(WorkingFormat.sampleRate)
      return Float(shelf.power(at: angle) * highPass.power(at: angle))
    }
  }

  /// The ratio of the weighted to the unweighted power of four magnitude spectra, one in each lane; 0 for silence.
  func ratios(of magnitude: [SIMD4<Float>]) -> SIMD4<Float> {
    var (weighted, plain) = (SIMD4<Float>(), SIMD4<Float>())
    let (gains, magnitude) = (gains.span, magnitude.span.extracting(0..<gains.count))
    // Eight sums, as one alone would round too much.
    for first in 0..<8 {
      var (weightedPart, plainPart) = (SIMD4<Float>(), SIMD4<Float>())
      for bin in stride(from: first, to: gains.count, by: 8) {
        let power = magnitude[bin] * magnitude[bin]
        plainPart += power
        weightedPart += power * gains[bin]
      }
      plain += plainPart
      weighted += weightedPart
    }
    return (weighted / plain).replacing(with: 0, where: plain .<= 0)
  }
}
