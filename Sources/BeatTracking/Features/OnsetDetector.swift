import Audio
import Glibc
import SignalProcessing

/// Onset strength, level and timbre of four frames after the other four, one in each lane of a vector.
///
/// Onset strength is the SuperFlux of Boeck and Widmer (2013): the rise of log magnitude over `lag` frames, against the
/// strongest of three neighbouring bands, so that vibrato does not count as an onset.
struct OnsetDetector: ~Copyable {
  static let frameLength = 2_048
  /// Frames between the two spectra that are compared.
  static let lag = 2
  /// Magnitudes far under 1 / compression count linearly, louder ones logarithmically.
  private static let compression: Float = 1_000

  /// The mean square of a stretch of sound over the sum of its powers in all bins.
  ///
  /// A full-scale sine has mean square 1/2 and power 1 in its bin, and as a Hann window widens it to 1.5 bins.
  private static let meanSquarePerPower: Float = 1 / 3

  private var spectrum = QuadSpectrum(length: frameLength, hopLength: FeatureExtractor.hopLength)
  private let filterbank: LogarithmicFilterbank
  /// Bands of each onset zone, and bands of each timbre value.
  private let zones: [Range<Int>]
  private let timbreBands: [Range<Int>]
  /// Fine bands of each band of the network.
  private let thirds: [Range<Int>]
  private let lowBins: Int
  private let weighting: KWeighting
  private var samples: [Float]
  private var magnitude: [SIMD4<Float>]
  private var bandMagnitude: [SIMD4<Float>]
  /// The log bands of the last four frames, and of the four before.
  private var bands: [SIMD4<Float>]
  private var earlierBands: [SIMD4<Float>]
  /// The rise in each fine band.
  private var rises: [SIMD4<Float>]

  init() {
    filterbank = LogarithmicFilterbank(
      binFrequency: spectrum.binFrequency, bandsPerOctave: 12, frequencies: 30...17_000)
    let centers = filterbank.centers
    var start = 0
    zones = FeatureLayout.zoneLimits.map { limit in
      let end = centers.firstIndex { $0 > limit } ?? centers.count
      defer { start = end }
      return start..<end
    }
    let count = filterbank.bandCount
    let parts = FeatureLayout.timbre.count
    timbreBands = (0..<parts).map { $0 * count / parts..<($0 + 1) * count / parts }
    thirds = Self.thirds(of: centers)
    lowBins = Int(FeatureLayout.zoneLimits[0] / spectrum.binFrequency) + 1
    weighting = KWeighting(binCount: filterbank.binCount, binFrequency: spectrum.binFrequency)
    samples = [Float](repeating: 0, count: spectrum.reach)
    magnitude = [SIMD4<Float>](repeating: SIMD4(), count: filterbank.binCount)
    bands = [SIMD4<Float>](repeating: SIMD4(), count: count)
    bandMagnitude = bands
    earlierBands = bands
    rises = bands
  }

  /// The bands of each third of an octave that has any: in the bass a band is wider than that.
  private static func thirds(of centers: [Double]) -> [Range<Int>] {
    var thirds: [Range<Int>] = []
    for third in 0..<27 {
      let start = centers.firstIndex { $0 >= 40 * exp2(Double(third) / 3) } ?? centers.count
      let end = centers.firstIndex { $0 >= 40 * exp2(Double(third + 1) / 3) } ?? centers.count
      if start < end { thirds.append(start..<end) }
    }
    precondition(thirds.count == FeatureLayout.bands.count, "every third has its place")
    return thirds
  }

  /// Prepares for the frames from `frame` on by measuring those that they are compared with.
  mutating func begin(at frame: Int, of source: StereoSpan) {
    measureBands(from: frame - 4, of: source)
  }

  /// Writes the onset strength, level and timbre of the four frames from `frame` on, which follow the last four.
  mutating func advance(to frame: Int, of source: StereoSpan, into rows: inout [SIMD4<Float>]) {
    swap(&bands, &earlierBands)
    measureBands(from: frame, of: source)
    measureRises()
    for (zone, bands) in zones.enumerated() {
      rows[FeatureLayout.flux.lowerBound + zone] = Self.mean(of: rises, bands)
    }
    for (index, range) in timbreBands.enumerated() {
      rows[FeatureLayout.timbre.lowerBound + index] = Self.mean(of: bands, range)
    }
    for (index, range) in thirds.enumerated() {
      rows[FeatureLayout.bands.lowerBound + index] = Self.mean(of: bands, range)
      rows[FeatureLayout.bandFlux.lowerBound + index] = Self.mean(of: rises, range)
    }
    var low = SIMD4<Float>()
    for bin in 1..<lowBins { low += magnitude[bin] * magnitude[bin] }
    rows[FeatureLayout.lowPower] = low * Self.meanSquarePerPower
    var level = SIMD4<Float>()
    for lane in 0..<4 { level[lane] = Self.level(of: frame + lane, in: source) }
    rows[FeatureLayout.level] = level
    rows[FeatureLayout.loudPower] = level * weighting.ratios(of: magnitude)
  }

  private mutating func measureBands(from frame: Int, of source: StereoSpan) {
    source.readMid(from: frame * FeatureExtractor.hopLength - Self.frameLength / 2, into: &samples)
    spectrum.measure(samples, into: &magnitude)
    filterbank.apply(to: magnitude, into: &bandMagnitude)
    let magnitudes = bandMagnitude
    let found = magnitudes.span
    var levels = bands.mutableSpan
    for band in stride(from: 0, to: found.count, by: 2) {
      // The last vector repeats its band where there is no other.
      let next = min(band + 1, found.count - 1)
      let logarithms = (SIMD8(lowHalf: found[band], highHalf: found[next]) * Self.compression + 1).logarithm
      levels[band] = logarithms.lowHalf
      levels[next] = logarithms.highHalf
    }
  }

  private mutating func measureRises() {
    let (bands, earlierBands) = (self.bands, self.earlierBands)
    let (now, before) = (bands.span, earlierBands.span)
    let last = now.count - 1
    var rises = rises.mutableSpan
    // Each frame beside the one `lag` before it, of which two lie in the last four.
    func earlier(_ band: Int) -> SIMD4<Float> { SIMD4(lowHalf: before[band].highHalf, highHalf: now[band].lowHalf) }
    var (below, here) = (earlier(0), earlier(0))
    for band in 0...last {
      let above = earlier(min(band + 1, last))
      let reference = here.larger(below).larger(above)
      rises[band] = (now[band] - reference).larger(SIMD4())
      below = here
      here = above
    }
  }

  private static func mean(of values: [SIMD4<Float>], _ bands: Range<Int>) -> SIMD4<Float> {
    let part = values.span.extracting(bands)
    var sum = SIMD4<Float>()
    for index in part.indices { sum += part[index] }
    return part.isEmpty ? sum : sum / Float(part.count)
  }

  /// The mean square of the hop around the frame's centre.
  private static func level(of frame: Int, in source: StereoSpan) -> Float {
    let hop = FeatureExtractor.hopLength
    let start = max(frame * hop - hop / 2, 0)
    let end = min(frame * hop + hop - hop / 2, source.count)
    guard start < end else { return 0 }
    let part = source.extracting(start..<end)
    return (part.left.dot(part.left) + part.right.dot(part.right)) / Float(2 * hop)
  }
}
