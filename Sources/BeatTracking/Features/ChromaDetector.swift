import Audio
import Glibc
import SignalProcessing

/// Pitch classes from whitened spectral peaks.
///
/// Whitening divides each peak by the spectrum's local mean, so that timbre and bass-heavy mixes weigh less than which
/// notes sound (compare Gomez 2006 and Essentia's whitened HPCP). Peaks are placed between bins by a parabola.
struct ChromaDetector: ~Copyable {
  /// Samples that decide a frame: its spectrum is taken at a quarter of the sample rate.
  static let frameLength = Decimator.factor * spectrumLength + 2 * Decimator.reach
  private static let spectrumLength = 2_048
  private static let peakFrequencies = 90.0...4_000.0
  private static let bassFrequencies = 35.0...260.0
  /// Quieter peaks than this, as amplitude of a full-scale sine, are noise.
  private static let floorMagnitude: Float = 1e-5

  private var decimator = Decimator()
  private var spectrum = QuadSpectrum(
    length: spectrumLength, hopLength: FeatureExtractor.hopLength,
    sampleRate: Double(WorkingFormat.sampleRate / Decimator.factor))
  /// The samples of the last four frames.
  private var samples: [Float] = []
  private var magnitude: [SIMD4<Float>]
  /// Running sums of `magnitude`, for local means.
  private var sums: [SIMD4<Float>]

  init() {
    precondition(FeatureLayout.chromaStride == Decimator.factor, "a hop of decimated samples lies between two frames")
    let bins = Int(Self.peakFrequencies.upperBound / spectrum.binFrequency) + 2
    magnitude = [SIMD4<Float>](repeating: SIMD4(), count: bins)
    sums = [SIMD4<Float>](repeating: SIMD4(), count: bins + 1)
  }

  /// Adds the peaks of every `chromaStride`-th of `frames` to its chroma, bass chroma and tuning.
  ///
  /// - Parameter features: Shape: `frames.count * floatsPerFrame`.
  mutating func measure(_ frames: Range<Int>, of source: StereoSpan, into features: inout MutableSpan<Float>) {
    let stride = FeatureLayout.chromaStride
    let columns = (frames.lowerBound + stride - 1) / stride..<(frames.upperBound + stride - 1) / stride
    samples.removeAll(keepingCapacity: true)
    for first in Swift.stride(from: columns.lowerBound, to: columns.upperBound, by: 4) {
      read(first, of: source)
      spectrum.measure(samples, into: &magnitude)
      accumulate()
      for lane in 0..<min(4, columns.upperBound - first) {
        let frame = (first + lane) * stride - frames.lowerBound
        addPeaks(ofLane: lane, to: &features, from: frame * FeatureLayout.floatsPerFrame)
      }
    }
  }

  /// Makes `samples` those of the four frames from column `first` on, of which many lie in the last four as well.
  private mutating func read(_ first: Int, of source: StereoSpan) {
    if !samples.isEmpty { samples.removeFirst(4 * FeatureExtractor.hopLength) }
    let start = first * FeatureExtractor.hopLength - Self.spectrumLength / 2
    decimator.append(spectrum.reach - samples.count, samplesOf: source, from: start + samples.count, to: &samples)
  }

  private mutating func accumulate() {
    let found = self.magnitude
    let magnitude = found.span
    var running = sums.mutableSpan
    var sum = SIMD4<Float>()
    for bin in magnitude.indices {
      sum += magnitude[bin]
      running[bin + 1] = sum
    }
  }

  private func addPeaks(ofLane lane: Int, to features: inout MutableSpan<Float>, from start: Int) {
    let magnitude = self.magnitude.span
    let lowest = Int(Self.bassFrequencies.lowerBound / spectrum.binFrequency)
    for bin in max(lowest, 2)..<magnitude.count - 1 {
      let center = magnitude[bin][lane]
      guard center > magnitude[bin - 1][lane], center >= magnitude[bin + 1][lane], center > Self.floorMagnitude
      else { continue }
      addPeak(at: bin, ofLane: lane, to: &features, from: start)
    }
  }

  private func addPeak(
    at bin: Int, ofLane lane: Int, to features: inout MutableSpan<Float>, from start: Int
  ) {
    // Three quarters of an octave around the peak, at least a few bins.
    let reach = max(bin / 4, 8)
    let lower = max(bin - reach, 1)
    let upper = min(bin + reach, magnitude.count - 1)
    let mean = (sums[upper + 1][lane] - sums[lower][lane]) / Float(upper + 1 - lower)
    let magnitude = self.magnitude.span
    let prominence = magnitude[bin][lane] / (mean + Self.floorMagnitude)
    guard prominence > 1.5 else { return }
    let offset = Parabola.peakOffset(
      logf(magnitude[bin - 1][lane] + 1e-12), logf(magnitude[bin][lane] + 1e-12),
      logf(magnitude[bin + 1][lane] + 1e-12))
    let frequency = (Double(bin) + Double(offset)) * spectrum.binFrequency
    let weight = min(prominence, 12)
    // Semitones over C0, 16.35 Hz, under which there are no peaks.
    let pitch = 12 * log2(frequency / 440) + 57
    if Self.peakFrequencies.contains(frequency) {
      let position = pitch * Double(FeatureLayout.chromaBinsPerOctave / 12)
      Self.add(weight, at: position, to: FeatureLayout.chroma, of: &features, from: start)
      let distance = (pitch - Double(Int(pitch + 0.5))) * 2 * .pi
      features[start + FeatureLayout.tuning.lowerBound] += weight * Float(cos(distance))
      features[start + FeatureLayout.tuning.lowerBound + 1] += weight * Float(sin(distance))
    }
    if Self.bassFrequencies.contains(frequency) {
      Self.add(weight, at: pitch, to: FeatureLayout.bassChroma, of: &features, from: start)
    }
  }

  /// Shares `weight` between the two bins around `position`, which is not negative, round the octave.
  private static func add(
    _ weight: Float, at position: Double, to bins: Range<Int>, of features: inout MutableSpan<Float>,
    from start: Int
  ) {
    let below = Int(position)
    let fraction = Float(position - Double(below))
    let first = below % bins.count
    let second = first + 1 == bins.count ? 0 : first + 1
    features[start + bins.lowerBound + first] += weight * (1 - fraction)
    features[start + bins.lowerBound + second] += weight * fraction
  }
}
