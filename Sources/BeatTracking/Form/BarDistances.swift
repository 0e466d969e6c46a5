import Glibc

/// How much bars differ, 0 (alike) to 1 (nothing in common), in each channel and on the whole.
///
/// Each channel's squared distance saturates at about the song's median: beyond that a bar is just different.
struct BarDistances {
  let barCount: Int
  /// The farthest apart that two bars of the table are.
  let reach: Int
  /// The mean distance of bars that have nothing special to do with each other.
  let usual: Float
  /// The median, over the bars, of the distance to the bar most alike, its neighbours left out.
  let repeating: Float
  /// One table per channel.
  ///
  /// Shape: channels x (bars x reach); entry `k - 1` of bar `i` is the distance of bars `i - k` and `i`.
  let tables: [[Float]]

  private let channels: [BarChannels.Channel]
  /// One over the median squared distance, per channel.
  private let scales: [Float]
  /// The mean of the channels' tables.
  private let table: [Float]

  /// Pairs that the median is taken of.
  private static let sampledPairs = 20_000
  /// Medians under this are numerical noise.
  private static let smallestMedian: Float = 1e-6

  init(_ bars: BarChannels, reach wanted: Int) {
    let count = bars.barCount
    let reach = min(wanted, max(count - 1, 0))
    let scales = bars.channels.map { 1 / Self.medianDistance(of: $0, barCount: count) }
    let tables = zip(bars.channels, scales).map { channel, scale in
      var table = [Float](repeating: 1, count: count * reach)
      for bar in 0..<count {
        for lag in 1..<min(bar, reach) + 1 {
          table[bar * reach + lag - 1] = 1 - expf(-channel.distance(bar - lag, bar) * scale)
        }
      }
      return table
    }
    var mean = [Float](repeating: 0, count: count * reach)
    for table in tables {
      for index in mean.indices { mean[index] += table[index] / Float(tables.count) }
    }
    barCount = count
    self.reach = reach
    self.scales = scales
    self.tables = tables
    channels = bars.channels
    table = mean
    usual = Self.usual(mean, barCount: count, reach: reach)
    repeating = Self.repeating(mean, barCount: count, reach: reach)
  }

  /// The mean distance of two bars over all channels, looked up where they are near enough.
  subscript(first: Int, second: Int) -> Float {
    let lag = abs(second - first)
    if lag == 0 { return 0 }
    if lag <= reach { return table[max(first, second) * reach + lag - 1] }
    var sum: Float = 0
    for (channel, scale) in zip(channels, scales) { sum += 1 - expf(-channel.distance(first, second) * scale) }
    return sum / Float(channels.count)
  }

  private static func usual(_ table: [Float], barCount: Int, reach: Int) -> Float {
    var (sum, count) = (Float(0), Float(0))
    for bar in 0..<barCount {
      for lag in 1..<min(bar, reach) + 1 {
        sum += table[bar * reach + lag - 1]
        count += 1
      }
    }
    return count > 0 ? sum / count : 1
  }

  private static func repeating(_ table: [Float], barCount: Int, reach: Int) -> Float {
    guard barCount > 2 else { return 0 }
    var nearest = [Float](repeating: 1, count: barCount)
    for bar in 0..<barCount {
      for lag in stride(from: 2, through: min(bar, reach), by: 1) {
        let distance = table[bar * reach + lag - 1]
        nearest[bar] = min(nearest[bar], distance)
        nearest[bar - lag] = min(nearest[bar - lag], distance)
      }
    }
    nearest.sort()
    return nearest[barCount / 2]
  }

  /// The median over all pairs, or over evenly strewn ones where there are many.
  private static func medianDistance(of channel: BarChannels.Channel, barCount: Int) -> Float {
    let pairs = barCount * (barCount - 1) / 2
    guard pairs > 0 else { return 1 }
    let step = max(pairs / sampledPairs, 1)
    var distances: [Float] = []
    // The pairs of all bars `first < second` in one row, of which every `step`-th counts.
    var first = 0
    for second in 1..<barCount {
      while first < second {
        distances.append(channel.distance(first, second))
        first += step
      }
      first -= second
    }
    distances.sort()
    return max(distances[distances.count / 2], smallestMedian)
  }
}
