import Glibc
import SignalProcessing

/// Autocorrelation of onset strength in overlapping windows of a song.
struct Tempogram {
  /// Frames per window: about 16 beats at 120 per minute.
  static let windowLength = 1_000
  /// Frames from one window to the next.
  static let windowHop = 100
  /// Lags reach four beats of the slowest period.
  static let longestPeriod = 152
  static let lagCount = 4 * longestPeriod + 4

  /// Shape: windows x lags; lag 0 is 1, or the row is all 0 in silence.
  let rows: [[Float]]
  /// Shape: lags; the mean of the rows.
  let mean: [Float]

  init(of strength: [Float]) {
    let window = (0..<Self.windowLength).map {
      Float(0.5 - 0.5 * cos(2 * .pi * (Double($0) + 0.5) / Double(Self.windowLength)))
    }
    var rows: [[Float]] = []
    var scratch = [Float](repeating: 0, count: Self.windowLength)
    for center in stride(from: 0, to: max(strength.count, 1), by: Self.windowHop) {
      let start = center - Self.windowLength / 2
      let inside = max(start, 0)..<min(start + Self.windowLength, strength.count)
      // Centred on zero, so that lags without common onsets come out under 0.
      var (sum, weight) = (Float(0), Float(0))
      for frame in inside {
        sum += strength[frame] * window[frame - start]
        weight += window[frame - start]
      }
      let mean = weight > 0 ? sum / weight : 0
      for index in scratch.indices {
        let frame = start + index
        scratch[index] = inside.contains(frame) ? (strength[frame] - mean) * window[index] : 0
      }
      rows.append(Self.autocorrelation(of: scratch.span))
    }
    var sum = [Float](repeating: 0, count: Self.lagCount)
    for row in rows { for lag in sum.indices { sum[lag] += row[lag] } }
    mean = sum.map { $0 / Float(max(rows.count, 1)) }
    self.rows = rows
  }

  /// The row of the window whose centre is nearest to a frame.
  func row(atFrame frame: Int) -> [Float] {
    rows[min((frame + Self.windowHop / 2) / Self.windowHop, rows.count - 1)]
  }

  private static func autocorrelation(of values: Span<Float>) -> [Float] {
    var result = [Float](repeating: 0, count: lagCount)
    for lag in result.indices {
      result[lag] = values.extracting(0..<values.count - lag).dot(values.extracting(lag..<values.count))
    }
    let energy = result[0]
    guard energy > 1e-6 else { return [Float](repeating: 0, count: lagCount) }
    for lag in result.indices { result[lag] /= energy }
    return result
  }

  /// How well a comb of period `period` fits a row: the mean of its first four teeth, each the best of its neighbours.
  ///
  /// A beat that divides in three rather than in two costs: most often it is a dotted rhythm that passes for the beat.
  static func comb(_ row: [Float], period: Int) -> Float {
    var sum: Float = 0
    for tooth in 1...4 {
      let lag = tooth * period
      var best = row[lag]
      for near in max(lag - tooth / 2, 1)...lag + tooth / 2 { best = max(best, row[near]) }
      sum += best
    }
    return sum / 4 - 0.3 * max(tripleness(row, period: period), 0)
  }

  /// How much more a row repeats at thirds of a period than at halves.
  static func tripleness(_ row: [Float], period: Int) -> Float {
    let duple = best(row, atFraction: 1, of: 2, period) + best(row, atFraction: 3, of: 2, period)
    let triple = best(row, atFraction: 1, of: 3, period) + best(row, atFraction: 2, of: 3, period)
    return triple - duple
  }

  /// The row's value at a fraction of a period, rounded to the better side; not negative.
  private static func best(_ row: [Float], atFraction numerator: Int, of denominator: Int, _ period: Int) -> Float {
    let below = period * numerator / denominator
    let above = (period * numerator + denominator - 1) / denominator
    return max(row[below], row[above], 0)
  }
}
