import Audio

/// Finds the place and the length of a jump within a sound that are heard least.
///
/// First at a quarter of the sample rate, over all jumps and some times; then sample by sample around the best.
struct SpliceSearch {
  /// Where a join may lie.
  struct Request {
    /// When its crossfade may start, if the source allows.
    let times: ClosedRange<Int>
    /// When it has to start, if at all: not before the end of the join before it.
    let limits: ClosedRange<Int>
    /// The part of the source that it may hear, leave out or repeat.
    let source: Range<Int>
    /// What the source's position is ahead of the output's.
    let offset: Int
    /// 1 to leave something out, -1 to repeat.
    let sign: Int
    /// How many samples.
    let jumps: ClosedRange<Int>
    let wantedJump: Int
    /// Whether a jump other than the wanted one lets an attack miss its place.
    let isExact: Bool
    /// Samples of the crossfade.
    let fade: Int

    /// What a jump costs for not being as long as wanted.
    func penalty(ofMissing jump: Int) -> Double {
      let miss = Double(jump - wantedJump)
      return isExact ? (miss / 88) * (miss / 88) : 0.05 * abs(miss) / Double(wantedJump + 1)
    }

    /// By how many samples it differs when that costs `penalty`.
    func missing(atPenalty penalty: Double) -> Double {
      isExact ? 88 * penalty.squareRoot() : penalty * Double(wantedJump + 1) / 0.05
    }
  }

  /// Samples by which a jump may differ from those asked for.
  static let refinement = 6
  private static let factor = 4
  private static let candidateTimes = 6
  /// Coarse samples (12 ms) whose likeness counts: three times whole vectors of two channels, and no crossfade is longer.
  private static let window = 528 / factor
  /// What is subtracted of each coarse sample's predecessor, so that the lowest notes do not decide alone.
  private static let emphasis: Float = 0.6

  /// Both channels interleaved, a quarter of the samples.
  private var coarse: [Float] = []
  /// Sums of the squares of all coarse samples before each; one more than there are.
  private var energies: [Double] = []

  /// Takes in a sound that is then searched for joins.
  mutating func load(_ sound: SliceSound) {
    let count = sound.samples.count / Self.factor - 2
    coarse.removeAll(keepingCapacity: true)
    energies.removeAll(keepingCapacity: true)
    let source = sound.samples.span
    var previous = SIMD2<Float>()
    var energy = 0.0
    for index in 0..<count {
      let low = SIMD2(
        Self.lowPassed(source.left, at: index * Self.factor), Self.lowPassed(source.right, at: index * Self.factor))
      let value = low - Self.emphasis * previous
      previous = low
      coarse.append(value.x)
      coarse.append(value.y)
      energies.append(energy)
      energy += Double((value * value).sum())
    }
    energies.append(energy)
  }

  /// A triangle over seven samples, the first of which is `start`.
  private static func lowPassed(_ samples: Span<Float>, at start: Int) -> Float {
    let weights = SIMD8<Float>(1, 2, 3, 4, 3, 2, 1, 0) / 16
    return (samples.vector(from: start) * weights).sum()
  }

  /// The best join; `nil` if the source has no room for any.
  func bestJoin(_ request: Request, of sound: SliceSound) -> SpliceJoin? {
    let (lowest, highest) = Self.feasibleTimes(request)
    guard lowest <= highest else { return nil }
    let loudness = meanEnergy(request.source)
    var best: (time: Int, jump: Int, cost: Double)?
    let step = max((highest - lowest) / (Self.candidateTimes - 1), 1)
    for time in stride(from: lowest, through: highest, by: step) {
      let place = time + request.offset
      let room = request.sign < 0 ? place - request.source.lowerBound : request.source.upperBound - request.fade - place
      let longest = min(request.jumps.upperBound, room)
      let limit = best?.cost ?? .infinity
      guard let found = bestJump(request, place, longest: longest, loudness: loudness, under: limit) else { continue }
      best = (time, found.jump, found.cost)
    }
    return best.map { Self.refined(request, sound.samples.span, time: $0.time, jump: $0.jump) }
  }

  /// The times wanted, or else the nearest at which the source has room for the shortest jump.
  private static func feasibleTimes(_ request: Request) -> (Int, Int) {
    let (source, fade, offset) = (request.source, request.fade, request.offset)
    let shortest = min(request.jumps.lowerBound, source.count - fade)
    let first = max(source.lowerBound + (request.sign < 0 ? shortest : 0) - offset, request.limits.lowerBound)
    let last = min(
      source.upperBound - fade - (request.sign > 0 ? shortest : 0) - offset, request.limits.upperBound)
    let lowest = min(max(request.times.lowerBound, first), max(last, first))
    return (lowest, min(max(request.times.upperBound, lowest), last))
  }

  /// The cheapest jump from one place; `nil` if none costs less than `limit`.
  private func bestJump(
    _ request: Request, _ place: Int, longest: Int, loudness: Double, under limit: Double
  ) -> (jump: Int, cost: Double)? {
    let from = (place + request.fade / 2 + SliceSound.padding) / Self.factor - Self.window / 2
    // Where the source is short, the choice matters more than the length.
    let shortest = min(request.jumps.lowerBound, longest * 3 / 5)
    guard shortest >= 0, longest >= shortest else { return nil }
    let jumps = Jumps(from: from, shortest: shortest, sign: request.sign)
    let inside = jumps.steps(within: 0..<energies.count - Self.window)
    let all = (0..<(longest - shortest) / Self.factor + 1).clamped(to: inside)
    guard !all.isEmpty else { return nil }

    let energies = energies.span
    let oldEnergy = energies[from + Self.window] - energies[from]
    func typical(_ step: Int) -> Double {
      let place = jumps.onto(step)
      let energy = oldEnergy + energies[place + Self.window] - energies[place]
      return (0.5 * energy * loudness * Double(Self.window)).squareRoot() + 1e-12
    }
    /// The squared difference of the first `count` samples, at least 0.
    func difference(_ step: Int, _ product: Float, ofFirst count: Int) -> Double {
      let place = jumps.onto(step)
      let energy = energies[from + count] - energies[from] + energies[place + count] - energies[place]
      return max(energy - 2 * Double(product), 0)
    }

    // No more is worth a look than the wanted length costs; what misses it too far costs that for the miss alone.
    let wanted = min(max((request.wantedJump - shortest) / Self.factor, all.lowerBound), all.upperBound - 1)
    let product = products(from, with: SIMD4(repeating: jumps.onto(wanted)), unless: { _, _ in false })?[0] ?? 0
    var bound = min(
      difference(wanted, product, ofFirst: Self.window) / typical(wanted)
        + request.penalty(ofMissing: jumps.length(wanted)), limit)
    let miss = request.missing(atPenalty: bound)
    let near = Int(max((Double(request.wantedJump - shortest) - miss) / Double(Self.factor), -1)) - 1
    let far = Int(min((Double(request.wantedJump - shortest) + miss) / Double(Self.factor), Double(all.upperBound))) + 2
    let steps = (near..<max(far, near)).clamped(to: all)
    let typicals = steps.map { typical($0) }
    let penalties = steps.map { request.penalty(ofMissing: jumps.length($0)) }
    let (scales, prices) = (typicals.span, penalties.span)
    /// Whether the first samples alone, less what rounding may have added, differ enough to cost more than the best.
    func isBeaten(_ step: Int, _ product: Float, ofFirst count: Int, by bound: Double) -> Bool {
      let index = step - steps.lowerBound
      return difference(step, product, ofFirst: count) - 1e-4 * oldEnergy - 1e-4 * scales[index]
        > (bound - prices[index]) * scales[index]
    }
    var best: (jump: Int, cost: Double)?
    for first in stride(from: steps.lowerBound, to: steps.upperBound, by: 4) {
      // Missing ones repeat the last.
      let (second, third, fourth) = (
        min(first + 1, steps.upperBound - 1), min(first + 2, steps.upperBound - 1), min(first + 3, steps.upperBound - 1)
      )
      let places = SIMD4(jumps.onto(first), jumps.onto(second), jumps.onto(third), jumps.onto(fourth))
      let products = products(from, with: places) { products, count in
        isBeaten(first, products[0], ofFirst: count, by: bound)
          && isBeaten(second, products[1], ofFirst: count, by: bound)
          && isBeaten(third, products[2], ofFirst: count, by: bound)
          && isBeaten(fourth, products[3], ofFirst: count, by: bound)
      }
      guard let products else { continue }
      for step in first...fourth where !isBeaten(step, products[step - first], ofFirst: Self.window, by: bound) {
        let index = step - steps.lowerBound
        let cost = difference(step, products[step - first], ofFirst: Self.window) / scales[index] + prices[index]
        if cost < best?.cost ?? limit { best = (jumps.length(step), cost) }
        bound = min(bound, cost)
      }
    }
    return best
  }

  /// The products of the window at `from` with those at four places; `nil` if `isEnough`, asked twice on the way with
  /// those of so many first samples, says that they need not be known.
  @inline(__always)
  private func products(
    _ from: Int, with places: SIMD4<Int>, unless isEnough: (SIMD4<Float>, Int) -> Bool
  ) -> SIMD4<Float>? {
    let length = 2 * Self.window
    let old = coarse.span.extracting(2 * from..<2 * from + length)
    // All that is read from here on lies within.
    let new = coarse.span.extracting(2 * places.min()..<2 * places.max() + length)
    let starts = 2 &* (places &- places.min())
    var sums = (SIMD8<Float>(), SIMD8<Float>(), SIMD8<Float>(), SIMD8<Float>())
    for part in 1...3 {
      for index in stride(from: (part - 1) * length / 3, to: part * length / 3, by: 8) {
        let value = unsafe old.vector(unchecked: index)
        sums.0 += unsafe value * new.vector(unchecked: starts[0] + index)
        sums.1 += unsafe value * new.vector(unchecked: starts[1] + index)
        sums.2 += unsafe value * new.vector(unchecked: starts[2] + index)
        sums.3 += unsafe value * new.vector(unchecked: starts[3] + index)
      }
      let products = SIMD4(sums.0.sum(), sums.1.sum(), sums.2.sum(), sums.3.sum())
      if part == 3 { return products }
      if isEnough(products, part * Self.window / 3) { return nil }
    }
    return nil
  }

  /// The coarse places that jumps from one place lead to, in steps of a coarse sample.
  private struct Jumps {
    let from: Int
    let shortest: Int
    let sign: Int

    func length(_ step: Int) -> Int { shortest + step * SpliceSearch.factor }
    func onto(_ step: Int) -> Int { from + sign * (shortest / SpliceSearch.factor + step) }

    func places(_ steps: Range<Int>) -> Range<Int> {
      let (first, last) = (onto(steps.lowerBound), onto(steps.upperBound - 1))
      return min(first, last)..<max(first, last) + 1
    }

    /// The steps, negative ones included, that lead into a range of places.
    func steps(within places: Range<Int>) -> Range<Int> {
      let start = onto(0)
      return sign > 0
        ? places.lowerBound - start..<places.upperBound - start
        : start - places.upperBound + 1..<start - places.lowerBound + 1
    }
  }

  /// The join with the jump near `jump` that makes the two sides differ least, sample by sample.
  private static func refined(_ request: Request, _ sound: StereoSpan, time: Int, jump: Int) -> SpliceJoin {
    let place = time + request.offset + SliceSound.padding
    let fade = request.fade
    let old = sound.extracting(place..<place + fade)
    let oldEnergy = old.left.dot(old.left) + old.right.dot(old.right)
    var best = (jump: jump, difference: Float.infinity, likeness: Float(0))
    for candidate in max(jump - refinement, 0)...jump + refinement {
      let onto = place + request.sign * candidate
      guard onto >= 0, onto + fade <= sound.count else { continue }
      let new = sound.extracting(onto..<onto + fade)
      let newEnergy = new.left.dot(new.left) + new.right.dot(new.right)
      let product = old.left.dot(new.left) + old.right.dot(new.right)
      let difference = oldEnergy + newEnergy - 2 * product
      guard difference < best.difference else { continue }
      let likeness = product / ((oldEnergy * newEnergy).squareRoot() + 1e-12)
      best = (candidate, difference, min(max(likeness, 0), 1))
    }
    return SpliceJoin(time: time, length: fade, jump: request.sign * best.jump, likeness: best.likeness)
  }

  /// Of the coarse samples in a part of the range.
  private func meanEnergy(_ range: Range<Int>) -> Double {
    let first = (range.lowerBound + SliceSound.padding) / Self.factor
    let last = min((range.upperBound + SliceSound.padding) / Self.factor, energies.count - 1)
    return last > first ? (energies[last] - energies[first]) / Double(last - first) : 0
  }
}
