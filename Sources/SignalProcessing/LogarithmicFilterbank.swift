import Glibc

/// Triangular bands evenly spaced in pitch, summed from the bins of a spectrum.
package struct LogarithmicFilterbank: Sendable {
  /// Centre frequencies in Hz, rising.
  package let centers: [Double]
  /// Spectrum bins that the bands need: all below this one.
  package let binCount: Int

  private let firstBins: [Int]
  private let weightStarts: [Int]
  private let weights: [Float]

  package var bandCount: Int { centers.count }

  /// Bands of `bandsPerOctave` between two frequencies.
  ///
  /// Each band rises from its lower neighbour's centre and falls to its upper neighbour's. At low frequencies several
  /// centres round to one bin; those are merged, so that no bin counts twice. Weights sum to 1 in each band.
  package init(binFrequency: Double, bandsPerOctave: Int, frequencies: ClosedRange<Double>) {
    var bins: [Int] = []
    let lowest = frequencies.lowerBound
    let steps = Int(log2(frequencies.upperBound / lowest) * Double(bandsPerOctave))
    for step in 0...steps {
      let bin = Int((lowest * exp2(Double(step) / Double(bandsPerOctave)) / binFrequency).rounded())
      if bin > bins.last ?? 0 { bins.append(bin) }
    }
    var firstBins: [Int] = []
    var weightStarts = [0]
    var weights: [Float] = []
    for (lower, (center, upper)) in zip(bins, zip(bins.dropFirst(), bins.dropFirst(2))) {
      let slopes = (lower + 1..<upper).map { bin in
        bin <= center
          ? Float(bin - lower) / Float(center - lower) : Float(upper - bin) / Float(upper - center)
      }
      let total = slopes.reduce(0, +)
      firstBins.append(lower + 1)
      weights += slopes.map { $0 / total }
      weightStarts.append(weights.count)
    }
    self.firstBins = firstBins
    self.weightStarts = weightStarts
    self.weights = weights
    binCount = bins.last ?? 0
    centers = bins.dropFirst().dropLast().map { Double($0) * binFrequency }
  }

  /// Writes the weighted sums of four spectra at once in each band, one in each lane.
  ///
  /// - Parameters:
  ///   - spectra: Shape: at least `binCount`.
  ///   - bands: Shape: `bandCount`.
  package func apply(to spectra: [SIMD4<Float>], into bands: inout [SIMD4<Float>]) {
    precondition(spectra.count >= binCount && bands.count == bandCount, "arrays must fit the filterbank")
    var written = bands.mutableSpan
    for band in written.indices {
      let weights = self.weights.span.extracting(weightStarts[band]..<weightStarts[band + 1])
      let bins = spectra.span.extracting(firstBins[band]..<firstBins[band] + weights.count)
      var sum = SIMD4<Float>()
      for index in weights.indices { sum += bins[index] * weights[index] }
      written[band] = sum
    }
  }
}
