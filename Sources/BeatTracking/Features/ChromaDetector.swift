import Audio
import Glibc
import SignalProcessing

/// Pitch classes from whitened spectral peaks.
///
/// Whitening divides each peak by the spectrum's local mean, so that timbre and bass-heavy mixes weigh less than which
/// notes sound (compare Gomez 2006 and Essentia's whitened HPCP). Peaks are placed between bins by a parabola.
struct ChromaDetector: ~Copyable {
  static let frameLength = 8_192
  private static let peakFrequencies = 90.0...4_000.0
  private static let bassFrequencies = 35.0...260.0
  /// Quieter peaks than this, as amplitude of a full-scale sine, are noise.
  private static let floorMagnitude: Float = 1e-5

  private var spectrum = ShortTimeSpectrum(length: frameLength)
  private var magnitude: [Float]
  /// Running sums of `magnitude`, for local means.
  private var sums: [Float]

  init() {
    let bins = Int(Self.peakFrequencies.upperBound / spectrum.binFrequency) + 2
    magnitude = [Float](repeating: 0, count: bins)
    sums = [Float](repeating: 0, count: bins + 1)
  }

  /// Adds the peaks of `frame` to the chroma, bass chroma and tuning of `row`.
  mutating func measure(_ frame: Int, of source: StereoSpan, into row: inout [Float]) {
    spectrum.power(of: source, center: frame * FeatureExtractor.hopLength, into: &magnitude)
    for bin in magnitude.indices {
      magnitude[bin] = magnitude[bin].squareRoot()
      sums[bin + 1] = sums[bin] + magnitude[bin]
    }
    let lowest = Int(Self.bassFrequencies.lowerBound / spectrum.binFrequency)
    for bin in max(lowest, 2)..<magnitude.count - 1 {
      let center = magnitude[bin]
      guard center > magnitude[bin - 1], center >= magnitude[bin + 1], center > Self.floorMagnitude else { continue }
      addPeak(at: bin, into: &row)
    }
  }

  private func addPeak(at bin: Int, into row: inout [Float]) {
    let left = logf(magnitude[bin - 1] + 1e-12)
    let middle = logf(magnitude[bin] + 1e-12)
    let right = logf(magnitude[bin + 1] + 1e-12)
    let curvature = left - 2 * middle + right
    let offset = curvature < 0 ? 0.5 * (left - right) / curvature : 0
    let frequency = (Double(bin) + Double(offset)) * spectrum.binFrequency
    // Three quarters of an octave around the peak, at least a few bins.
    let reach = max(bin / 4, 8)
    let lower = max(bin - reach, 1)
    let upper = min(bin + reach, magnitude.count - 1)
    let mean = (sums[upper + 1] - sums[lower]) / Float(upper + 1 - lower)
    let prominence = magnitude[bin] / (mean + Self.floorMagnitude)
    guard prominence > 1.5 else { return }
    let weight = min(prominence, 12)
    // Semitones over C0, 16.35 Hz.
    let pitch = 12 * log2(frequency / 440) + 57
    if Self.peakFrequencies.contains(frequency) {
      let position = pitch * Double(FeatureLayout.chromaBinsPerOctave / 12)
      Self.add(weight, at: position, to: FeatureLayout.chroma, of: &row)
      let distance = (pitch - pitch.rounded()) * 2 * .pi
      row[FeatureLayout.tuning.lowerBound] += weight * Float(cos(distance))
      row[FeatureLayout.tuning.lowerBound + 1] += weight * Float(sin(distance))
    }
    if Self.bassFrequencies.contains(frequency) {
      Self.add(weight, at: pitch, to: FeatureLayout.bassChroma, of: &row)
    }
  }

  /// Shares `weight` between the two bins around `position`, round the octave.
  private static func add(
    _ weight: Float, at position: Double, to bins: Range<Int>, of row: inout [Float]
  ) {
    let below = position.rounded(.down)
    let fraction = Float(position - below)
    let first = ((Int(below) % bins.count) + bins.count) % bins.count
    row[bins.lowerBound + first] += weight * (1 - fraction)
    row[bins.lowerBound + (first + 1) % bins.count] += weight * fraction
  }
}
