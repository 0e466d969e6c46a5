import Audio
import Glibc
import SignalProcessing

/// Onset strength, level and timbre of one frame after the other.
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

  private var spectrum = ShortTimeSpectrum(length: frameLength)
  private let filterbank: LogarithmicFilterbank
  /// Bands of each onset zone, and bands of each timbre value.
  private let zones: [Range<Int>]
  private let timbreBands: [Range<Int>]
  /// Fine bands of each band of the network.
  private let thirds: [Range<Int>]
  private let lowBins: Int
  private let weighting: KWeighting
  private var magnitude: [Float]
  private var bandMagnitude: [Float]
  /// The current frame's rise in each fine band.
  private var rises: [Float]
  /// The log bands of the last `lag + 1` frames; frame `t` lies in row `t mod (lag + 1)`.
  private var history: [Float]

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
    precondition(count >= 8, "bands are measured eight at a time")
    let parts = FeatureLayout.timbre.count
    timbreBands = (0..<parts).map { $0 * count / parts..<($0 + 1) * count / parts }
    thirds = Self.thirds(of: centers)
    lowBins = Int(FeatureLayout.zoneLimits[0] / spectrum.binFrequency) + 1
    weighting = KWeighting(binCount: filterbank.binCount, binFrequency: spectrum.binFrequency)
    magnitude = [Float](repeating: 0, count: filterbank.binCount)
    bandMagnitude = [Float](repeating: 0, count: count)
    rises = [Float](repeating: 0, count: count)
    history = [Float](repeating: 0, count: count * (Self.lag + 1))
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

  /// Prepares for `frame` by measuring the frames that it is compared with.
  mutating func begin(at frame: Int, of source: StereoSpan) {
    for earlier in frame - Self.lag..<frame { measureBands(earlier, of: source) }
  }

  /// Writes the onset strength, level and timbre of `frame`, the one after the last.
  mutating func advance(to frame: Int, of source: StereoSpan, into row: inout MutableSpan<Float>) {
    measureBands(frame, of: source)
    let now = bands(of: frame)
    let before = bands(of: frame - Self.lag)
    measureRises(from: before, to: now)
    for (zone, bands) in zones.enumerated() {
      row[FeatureLayout.flux.lowerBound + zone] = rises.span.extracting(bands).mean
    }
    for (index, bands) in timbreBands.enumerated() {
      let fine = now.lowerBound + bands.lowerBound..<now.lowerBound + bands.upperBound
      row[FeatureLayout.timbre.lowerBound + index] = history.span.extracting(fine).mean
    }
    for (index, bands) in thirds.enumerated() {
      let fine = now.lowerBound + bands.lowerBound..<now.lowerBound + bands.upperBound
      row[FeatureLayout.bands.lowerBound + index] = history.span.extracting(fine).mean
      row[FeatureLayout.bandFlux.lowerBound + index] = rises.span.extracting(bands).mean
    }
    let low = magnitude.span.extracting(1..<lowBins)
    row[FeatureLayout.lowPower] = low.dot(low) * Self.meanSquarePerPower
    let level = Self.level(of: frame, in: source)
    row[FeatureLayout.level] = level
    row[FeatureLayout.loudPower] = level * weighting.ratio(of: magnitude)
  }

  private func bands(of frame: Int) -> Range<Int> {
    let rows = Self.lag + 1
    let row = ((frame % rows) + rows) % rows
    return row * filterbank.bandCount..<(row + 1) * filterbank.bandCount
  }

  private mutating func measureBands(_ frame: Int, of source: StereoSpan) {
    spectrum.power(of: source, center: frame * FeatureExtractor.hopLength, into: &magnitude)
    var magnitudes = magnitude.mutableSpan
    for bin in magnitudes.indices { magnitudes[bin] = magnitudes[bin].squareRoot() }
    filterbank.apply(to: magnitude, into: &bandMagnitude)
    let first = bands(of: frame).lowerBound
    let found = bandMagnitude
    var levels = history.mutableSpan
    for next in stride(from: 0, to: found.count, by: 8) {
      // The last vector overlaps the one before it.
      let index = min(next, found.count - 8)
      levels.set((found.span.vector(from: index) * Self.compression + 1).logarithm, from: first + index)
    }
  }

  private mutating func measureRises(from before: Range<Int>, to now: Range<Int>) {
    let last = filterbank.bandCount - 1
    let history = self.history
    let (earlier, later) = (history.span.extracting(before), history.span.extracting(now))
    for band in 0...last {
      let reference = max(earlier[band], earlier[max(band - 1, 0)], earlier[min(band + 1, last)])
      rises[band] = max(later[band] - reference, 0)
    }
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
