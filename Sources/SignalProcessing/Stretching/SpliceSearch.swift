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

    /// What jumps cost for not being as long as wanted.
    func penalties(ofMissing jumps: SIMD4<Int>) -> SIMD4<Double> {
      let misses = SIMD4<Double>(jumps &- wantedJump)
      if isExact { return (misses / 88) * (misses / 88) }
      return 0.05 * misses.replacing(with: -misses, where: misses .< 0) / Double(wantedJump + 1)
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
    coarse.append(contentsOf: repeatElement(0, count: 2 * count))
    energies.removeAll(keepingCapacity: true)
    energies.append(contentsOf: repeatElement(0, count: count + 1))
    makeCoarse(sound.samples.span, count: count)
    sumEnergies()
  }

  private mutating func makeCoarse(_ source: StereoSpan, count: Int) {
    var samples = coarse.mutableSpan
    var previous = SIMD2<Float>()
    for start in stride(from: 0, to: count, by: 4) {
      // Where fewer are left, those before them are made once more.
      let first = min(start, count - 4)
      let left = Self.fourLowPassed(source.left, at: first * Self.factor)
      let right = Self.fourLowPassed(source.right, at: first * Self.factor)
      for lane in start - first..<4 {
        let low = SIMD2(left[lane], right[lane])
        let value = low - Self.emphasis * previous
        previous = low
        samples[2 * (first + lane)] = value.x
        samples[2 * (first + lane) + 1] = value.y
      }
    }
  }

  private mutating func sumEnergies() {
    let coarse = coarse
    let samples = coarse.span
    var sums = energies.mutableSpan
    var energy = 0.0
    for index in 0..<sums.count - 1 {
      let value = SIMD2(samples[2 * index], samples[2 * index + 1])
      energy += Double((value * value).sum())
      sums[index + 1] = energy
    }
  }

  /// Triangles over seven samples each, four samples apart, the first of which starts at `start`.
  @inline(__always)
  private static func fourLowPassed(_ samples: Span<Float>, at start: Int) -> SIMD4<Float> {
    let weights = SIMD8<Float>(1, 2, 3, 4, 3, 2, 1, 0) / 16
    return SIMD4.sums(
      samples.vector(from: start) * weights, samples.vector(from: start + factor) * weights,
      samples.vector(from: start + 2 * factor) * weights, samples.vector(from: start + 3 * factor) * weights)
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
    let possible = (0..<(longest - shortest) / Self.factor + 1).clamped(to: inside)
    guard !possible.isEmpty else { return nil }

    let fit = SpliceFit(energies: energies, from: from, window: Self.window, loudness: loudness)
    // No more is worth a look than the wanted length costs; what misses it too far costs that for the miss alone.
    let wanted = min(max((request.wantedJump - shortest) / Self.factor, possible.lowerBound), possible.upperBound - 1)
    let wantedPlaces = SIMD4(repeating: jumps.onto(wanted))
    let wantedProducts = products(from, with: wantedPlaces, unless: { _, _ in false }) ?? SIMD4()
    let wantedCost =
      fit.differences(wantedPlaces, wantedProducts, ofFirst: Self.window) / fit.scales(wantedPlaces)
      + request.penalties(ofMissing: SIMD4(repeating: jumps.length(wanted)))
    var bound = min(wantedCost[0], limit)
    let miss = request.missing(atPenalty: bound)
    let near = Int(max((Double(request.wantedJump - shortest) - miss) / Double(Self.factor), -1)) - 1
    let far =
      Int(min((Double(request.wantedJump - shortest) + miss) / Double(Self.factor), Double(possible.upperBound))) + 2
    let steps = (near..<max(far, near)).clamped(to: possible)
    var best: (jump: Int, cost: Double)?
    for first in stride(from: steps.lowerBound, to: steps.upperBound, by: 4) {
      // Missing ones repeat the last.
      let four = SIMD4(first, first + 1, first + 2, first + 3)
        .clamped(lowerBound: SIMD4(repeating: first), upperBound: SIMD4(repeating: steps.upperBound - 1))
      let places = jumps.onto(four)
      let (scales, prices) = (fit.scales(places), request.penalties(ofMissing: jumps.lengths(four)))
      // The first samples alone, less what rounding may have added, may differ enough to cost more than the best.
      let enough = (bound - prices + 1e-4) * scales + 1e-4 * fit.oldEnergy
      let products = products(from, with: places) { products, count in
        all(fit.differences(places, products, ofFirst: count) .> enough)
      }
      guard let products else { continue }
      let costs = fit.differences(places, products, ofFirst: Self.window) / scales + prices
      for lane in 0...four[3] - first where costs[lane] < best?.cost ?? limit {
        best = (jumps.length(first + lane), costs[lane])
        bound = min(bound, costs[lane])
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
      let products = SIMD4.sums(sums.0, sums.1, sums.2, sums.3)
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
    func lengths(_ steps: SIMD4<Int>) -> SIMD4<Int> { shortest &+ steps &* SpliceSearch.factor }
    func onto(_ steps: SIMD4<Int>) -> SIMD4<Int> { from &+ sign &* (shortest / SpliceSearch.factor &+ steps) }

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
