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
  private var spectrum = ShortTimeSpectrum(
    length: spectrumLength, sampleRate: Double(WorkingFormat.sampleRate / Decimator.factor))
  /// The samples of the last frame, and the first one's place among the decimated samples of the song.
  private var samples: [Float] = []
  private var start = 0
  private var magnitude: [Float]
  /// Running sums of `magnitude`, for local means.
  private var sums: [Float]

  init() {
    let bins = Int(Self.peakFrequencies.upperBound / spectrum.binFrequency) + 2
    magnitude = [Float](repeating: 0, count: bins)
    sums = [Float](repeating: 0, count: bins + 1)
  }

  /// Forgets the samples of the last frame, which may be another song's.
  mutating func begin() { samples.removeAll(keepingCapacity: true) }

  /// Adds the peaks of `frame`, a multiple of `Decimator.factor`, to the chroma, bass chroma and tuning of `row`.
  mutating func measure(_ frame: Int, of source: StereoSpan, into row: inout MutableSpan<Float>) {
    read(frame, of: source)
    spectrum.power(of: samples, into: &magnitude)
    accumulate()
    let magnitude = self.magnitude
    let lowest = Int(Self.bassFrequencies.lowerBound / spectrum.binFrequency)
    for bin in max(lowest, 2)..<magnitude.count - 1 {
      let center = magnitude[bin]
      guard center > magnitude[bin - 1], center >= magnitude[bin + 1], center > Self.floorMagnitude else { continue }
      addPeak(at: bin, into: &row)
    }
  }

  /// Takes the roots of the powers, and sums them up.
  private mutating func accumulate() {
    var roots = magnitude.mutableSpan
    for bin in roots.indices { roots[bin] = roots[bin].squareRoot() }
    let magnitude = self.magnitude
    var running = sums.mutableSpan
    var sum: Float = 0
    for bin in magnitude.indices {
      sum += magnitude[bin]
      running[bin + 1] = sum
    }
  }

  /// Makes `samples` those around the centre of `frame`, of which most may have been in the last frame as well.
  private mutating func read(_ frame: Int, of source: StereoSpan) {
    precondition(frame.isMultiple(of: Decimator.factor), "frames are centred on decimated samples")
    let next = frame / Decimator.factor * FeatureExtractor.hopLength - Self.spectrumLength / 2
    if next >= start && next < start + samples.count {
      samples.removeFirst(next - start)
    } else {
      samples.removeAll(keepingCapacity: true)
    }
    start = next
    decimator.append(Self.spectrumLength - samples.count, samplesOf: source, from: next + samples.count, to: &samples)
  }

  private func addPeak(at bin: Int, into row: inout MutableSpan<Float>) {
    // Three quarters of an octave around the peak, at least a few bins.
    let reach = max(bin / 4, 8)
    let lower = max(bin - reach, 1)
    let upper = min(bin + reach, magnitude.count - 1)
    let mean = (sums[upper + 1] - sums[lower]) / Float(upper + 1 - lower)
    let prominence = magnitude[bin] / (mean + Self.floorMagnitude)
    guard prominence > 1.5 else { return }
    let offset = Parabola.peakOffset(
      logf(magnitude[bin - 1] + 1e-12), logf(magnitude[bin] + 1e-12), logf(magnitude[bin + 1] + 1e-12))
    let frequency = (Double(bin) + Double(offset)) * spectrum.binFrequency
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
    _ weight: Float, at position: Double, to bins: Range<Int>, of row: inout MutableSpan<Float>
  ) {
    let below = position.rounded(.down)
    let fraction = Float(position - below)
    let first = ((Int(below) % bins.count) + bins.count) % bins.count
    row[bins.lowerBound + first] += weight * (1 - fraction)
    row[bins.lowerBound + (first + 1) % bins.count] += weight * fraction
  }
}
