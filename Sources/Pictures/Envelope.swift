import Audio

/// How loud a stretch of a song is, column by column.
struct Envelope {
  /// The largest magnitude on either channel.
  ///
  /// Shape: columns.
  let peaks: [Float]
  /// Root mean square over both channels.
  ///
  /// Shape: columns.
  let levels: [Float]

  /// - Parameter samples: Those of the song that the columns share among them evenly; what lies outside of the song is silent.
  init(of source: StereoSpan, samples: Range<Int>, columns: Int) {
    var peaks = [Float](repeating: 0, count: columns)
    var levels = peaks
    for column in 0..<columns {
      let start = samples.lowerBound + samples.count * column / columns
      // At least one sample, where there are fewer samples than columns.
      let end = max(samples.lowerBound + samples.count * (column + 1) / columns, start + 1)
      let inside = min(max(start, 0), source.count)..<min(max(end, 0), source.count)
      guard !inside.isEmpty else { continue }
      var (peak, sum) = (Float(0), Float(0))
      for index in inside {
        let (left, right) = (source.left[index], source.right[index])
        peak = max(peak, abs(left), abs(right))
        sum += left * left + right * right
      }
      peaks[column] = peak
      levels[column] = (sum / Float(2 * inside.count)).squareRoot()
    }
    self.peaks = peaks
    self.levels = levels
  }

  var peak: Float { peaks.max() ?? 0 }
}
