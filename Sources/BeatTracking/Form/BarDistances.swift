import Glibc

/// How much bars differ, 0 (alike) to 1 (nothing in common), all channels together.
///
/// Each channel's squared distance saturates at about the song's median: beyond that a bar is just different.
struct BarDistances {
  let barCount: Int
  /// The farthest two bars of one table row can be apart.
  let reach: Int

  /// The mean distance of bars that have nothing special to do with each other.
  let usual: Float

  private let channels: [BarChannels.Channel]
  /// Median squared distance per channel.
  private let units: [Float]
  /// Shape: bars x reach; entry `k - 1` of bar `i` is the distance of bars `i - k` and `i`.
  private let table: [Float]

  /// Pairs that the median is taken of.
  private static let sampledPairs = 20_000
  /// Units under this are numerical noise.
  private static let smallestUnit: Float = 1e-6

  init(_ bars: BarChannels, reach: Int) {
    barCount = bars.barCount
    self.reach = min(reach, max(bars.barCount - 1, 0))
    channels = bars.channels
    let units = bars.channels.map { Self.medianDistance(of: $0, barCount: bars.barCount) }
    self.units = units
    var table = [Float](repeating: 1, count: barCount * self.reach)
    var total = (sum: Float(0), count: Float(0))
    for bar in 0..<barCount {
      for lag in 1..<min(bar, self.reach) + 1 {
        let distance = Self.distance(bar - lag, bar, channels: bars.channels, units: units)
        table[bar * self.reach + lag - 1] = distance
        total = (total.sum + distance, total.count + 1)
      }
    }
    self.table = table
    usual = total.count > 0 ? total.sum / total.count : 1
  }

  /// The distance of two bars, looked up where they are near enough.
  subscript(first: Int, second: Int) -> Float {
    let lag = abs(second - first)
    if lag == 0 { return 0 }
    return lag <= reach
      ? table[max(first, second) * reach + lag - 1]
      : Self.distance(first, second, channels: channels, units: units)
  }

  private static func distance(_ first: Int, _ second: Int, channels: [BarChannels.Channel], units: [Float]) -> Float {
    var sum: Float = 0
    for (channel, unit) in zip(channels, units) {
      sum += 1 - expf(-channel.distance(first, second) / unit)
    }
    return sum / Float(max(channels.count, 1))
  }

  /// The median over all pairs, or over evenly strewn ones where there are many.
  private static func medianDistance(of channel: BarChannels.Channel, barCount: Int) -> Float {
    let pairs = barCount * (barCount - 1) / 2
    guard pairs > 0 else { return 1 }
    let step = max(pairs / sampledPairs, 1)
    var distances: [Float] = []
    var skip = 0
    for second in 1..<barCount {
      while skip < second {
        distances.append(channel.distance(skip, second))
        skip += step
      }
      skip -= second
    }
    distances.sort()
    return max(distances[distances.count / 2], smallestUnit)
  }
}
