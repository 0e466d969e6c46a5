import Glibc

/// Places beats between frames.
enum BeatTiming {
  /// Frames on either side of a beat where its onset may peak.
  private static let searchReach = 2
  /// Beats on either side that a beat's time is smoothed over.
  private static let smoothingReach = 4

  /// The times of `frames`, each moved to the nearby onset's interpolated peak and smoothed over its neighbours.
  static func seconds(of frames: [Int], onsets strength: [Float]) -> [Double] {
    let peaks = frames.map { peak(near: $0, in: strength) }
    return peaks.indices.map { index in
      smoothed(peaks, at: index) / FeatureExtractor.frameRate
    }
  }

  private static func peak(near frame: Int, in strength: [Float]) -> (position: Double, weight: Double) {
    let lower = max(frame - searchReach, 0)
    let upper = min(frame + searchReach, strength.count - 1)
    var best = frame
    for near in lower...upper where strength[near] > strength[best] { best = near }
    guard best > 0, best < strength.count - 1, strength[best] > 0 else { return (Double(frame), 0.01) }
    let left = Double(strength[best - 1])
    let middle = Double(strength[best])
    let right = Double(strength[best + 1])
    let curvature = left - 2 * middle + right
    let offset = curvature < 0 ? min(max(0.5 * (left - right) / curvature, -0.5), 0.5) : 0
    return (Double(best) + offset, middle + 0.01)
  }

  /// The weighted straight line through the neighbouring beats, at the beat itself.
  private static func smoothed(_ peaks: [(position: Double, weight: Double)], at index: Int) -> Double {
    let reach = min(smoothingReach, index, peaks.count - 1 - index)
    guard reach > 0 else { return peaks[index].position }
    var (total, meanX, meanY) = (0.0, 0.0, 0.0)
    for near in index - reach...index + reach {
      total += peaks[near].weight
      meanX += peaks[near].weight * Double(near - index)
      meanY += peaks[near].weight * peaks[near].position
    }
    meanX /= total
    meanY /= total
    var (covariance, variance) = (0.0, 0.0)
    for near in index - reach...index + reach {
      let distance = Double(near - index) - meanX
      covariance += peaks[near].weight * distance * (peaks[near].position - meanY)
      variance += peaks[near].weight * distance * distance
    }
    return meanY - meanX * covariance / variance
  }
}
