/// What is left unexplained of each possible section, in bars that nothing explains.
///
/// Within a section each channel is a loop of 1, 2 or 4 bars: its cost is the distance of its bars from the other bars
/// at the same place of the loop, for the loop length that explains it best. This is a leave-one-out prediction error, so
/// that cutting stuff that never repeats gains nothing.
struct SectionCosts {
  /// The most bars that a section may have.
  let longest: Int
  /// The costs of all channels together.
  ///
  /// Shape: bars x `longest`; entry `n - 1` of bar `i` is the section of `n` bars from `i` on.
  let table: [Float]

  /// Shape: channels x (bars x `longest`), weighted.
  private let channels: [[Float]]

  /// How much the channels weigh (chords, bass, timbre, rhythm), in bars that nothing explains.
  ///
  /// Chords and bass tell much the same.
  private static let weights: [Float] = [0.25, 0.25, 0.4, 0.4]
  /// Lengths in bars of the loops that a channel may have.
  ///
  /// Rhythm has no long ones: drummers mark phrases.
  private static let loops: [[Int]] = [[1, 2, 4], [1, 2, 4], [1, 2, 4], [1, 2]]
  /// Nothing predicts a bar alone.
  private static let aloneCost: Float = 0.6

  init(_ distances: BarDistances, longest: Int) {
    let count = distances.barCount * longest
    var table = [Float](repeating: 0, count: count)
    channels = zip(distances.tables, zip(Self.weights, Self.loops)).map { distanceTable, explained in
      let (weight, loops) = explained
      var channel = [Float](repeating: .infinity, count: count)
      for loop in loops {
        Self.explain(distanceTable, by: loop, reach: distances.reach, longest: longest, lowering: &channel)
      }
      for index in channel.indices {
        channel[index] *= weight
        table[index] += channel[index]
      }
      return channel
    }
    self.table = table
    self.longest = longest
  }

  /// Where the tables have the section of the bars in `part`, which are at most `longest`.
  func index(of part: Range<Int>) -> Int { part.lowerBound * longest + part.count - 1 }

  /// What is left unexplained of `part` in each channel.
  func channelCosts(of part: Range<Int>) -> [Float] {
    let index = index(of: part)
    return channels.map { $0[index] }
  }

  /// Lowers each section's cost to that of a loop of `loop` bars, if that is less.
  private static func explain(
    _ table: [Float], by loop: Int, reach: Int, longest: Int, lowering costs: inout [Float]
  ) {
    let count = costs.count / max(longest, 1)
    // Sums over all pairs of bars at the same place of the loop, for sections of one length, and one and two less.
    var sums = [Float](repeating: 0, count: count + 1)
    var (shorter, shortest) = (sums, sums)
    for bars in stride(from: 1, through: longest, by: 1) {
      (shortest, shorter, sums) = (shorter, sums, shortest)
      let countsEnds = bars > 1 && (bars - 1).isMultiple(of: loop)
      for start in 0...count - bars {
        guard bars > 1 else {
          sums[start] = 0
          if loop == 1 { costs[start * longest] = min(costs[start * longest], aloneCost) }
          continue
        }
        let ends = countsEnds ? table[(start + bars - 1) * reach + bars - 2] : 0
        sums[start] = shorter[start] + shorter[start + 1] - shortest[start + 1] + 2 * ends
        guard bars >= 2 * loop else { continue }
        let error = max(sums[start], 0) * Float(loop) / Float(bars - loop)
        let index = start * longest + bars - 1
        costs[index] = min(costs[index], error)
      }
    }
  }
}
