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

  /// Writes the weighted sums of `spectrum` in each band.
  ///
  /// - Parameters:
  ///   - spectrum: Shape: at least `binCount`.
  ///   - bands: Shape: `bandCount`.
  package func apply(to spectrum: [Float], into bands: inout [Float]) {
    precondition(spectrum.count >= binCount && bands.count == bandCount, "spans must fit the filterbank")
    for band in bands.indices {
      let first = firstBins[band]
      let start = weightStarts[band]
      var sum: Float = 0
      for index in start..<weightStarts[band + 1] {
        sum += weights[index] * spectrum[first + index - start]
      }
      bands[band] = sum
    }
  }
}
