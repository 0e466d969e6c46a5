import Glibc
import SignalProcessing

/// Autocorrelation of onset strength in overlapping windows of a song.
struct Tempogram {
  /// Frames per window, 10 s: 20 beats at 120 per minute, under a Hann window that fades half of them.
  private static let windowLength = 1_000
  /// Frames from one window to the next: 1 s.
  static let windowHop = 100
  /// Teeth of a comb, one on each of so many beats: a bar of four.
  private static let toothCount = 4
  /// Lags reach as far as the last tooth of the slowest period, with the neighbours among which it is looked for.
  private static let lagCount = toothCount * BarPointer.periods.upperBound + reach(ofTooth: toothCount) + 1
  /// A window of onset strength with less energy is silent: where a song plays, each frame adds about 1.
  private static let silentEnergy: Float = 1e-6

  /// Shape: windows x lags; lag 0 is 1, or the row is all 0 in silence.
  let rows: [[Float]]

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
    guard energy > silentEnergy else { return [Float](repeating: 0, count: lagCount) }
    for lag in result.indices { result[lag] /= energy }
    return result
  }

  /// How well a comb of period `period` fits a row: the mean of its teeth, each the best of its neighbours.
  static func comb(_ row: [Float], period: Int) -> Float {
    var sum: Float = 0
    for tooth in 1...toothCount {
      let lag = tooth * period
      var best = row[lag]
      for near in max(lag - reach(ofTooth: tooth), 1)...lag + reach(ofTooth: tooth) { best = max(best, row[near]) }
      sum += best
    }
    return sum / Float(toothCount)
  }

  /// How many frames off a tooth may lie: periods are whole frames, and the rest of half a frame adds up.
  private static func reach(ofTooth tooth: Int) -> Int { tooth / 2 }

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
