/// Finds clicks: places where the wave bends far more sharply than around them.
///
/// A sample is suspect whose second difference is an outlier against the mean of the second differences' squares in the
/// 6 ms before it and in the 6 ms behind it: the start of a drum or of a note goes on, a click does not.
package enum ClickDetector {
  /// How often the root mean square of its surroundings a bend must be.
  package static let usualThreshold: Float = 9
  private static let neighbourhood = 256
  /// Samples next to the one in question that do not count as its surroundings.
  private static let gap = 8
  /// Samples (2 ms) within which several bends are one click.
  private static let separation = 88
  /// Bends under -80 dB are never heard.
  private static let faintest: Float = 1e-4

  /// The samples at which `samples` click, ascending.
  package static func clicks(in samples: [Float], threshold: Float = usualThreshold) -> [Int] {
    guard samples.count > 2 else { return [] }
    var bends: [Float] = [0]
    var sums: [Double] = [0, 0]
    for index in 1..<samples.count - 1 {
      bends.append(samples[index - 1] - 2 * samples[index] + samples[index + 1])
      sums.append(sums[index] + Double(bends[index] * bends[index]))
    }
    func mean(_ range: Range<Int>) -> Float {
      let inside = range.clamped(to: 0..<bends.count)
      return inside.isEmpty ? 0 : Float((sums[inside.upperBound] - sums[inside.lowerBound]) / Double(inside.count))
    }
    var clicks: [Int] = []
    for index in bends.indices where abs(bends[index]) > faintest {
      let around = max(
        mean(index - gap - neighbourhood..<index - gap), mean(index + gap + 1..<index + gap + 1 + neighbourhood))
      guard bends[index] * bends[index] > threshold * threshold * around else { continue }
      if let last = clicks.last, index - last < separation { continue }
      clicks.append(index)
    }
    return clicks
  }
}
