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
  }

  /// Samples by which a jump may differ from those asked for.
  static let refinement = 6
  private static let factor = 4
  private static let candidateTimes = 6
  /// Samples (12 ms) whose likeness counts at least.
  private static let shortestWindow = 528
  /// What is subtracted of each coarse sample's predecessor, so that the lowest notes do not decide alone.
  private static let emphasis: Float = 0.6

  private var samples = StereoBuffer(count: 0)
  /// Both channels interleaved, a quarter of the samples.
  private var coarse: [Float] = []
  /// Sums of the squares of all coarse samples before each; one more than there are.
  private var energies: [Double] = []

  mutating func load(_ sound: SliceSound) {
    samples = sound.samples
    let count = samples.count / Self.factor - 2
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
  func bestJoin(_ request: Request) -> SpliceJoin? {
    let (lowest, highest) = Self.feasibleTimes(request)
    guard lowest <= highest else { return nil }
    let loudness = meanEnergy(request.source)
    var best: (time: Int, jump: Int, cost: Double)?
    let step = max((highest - lowest) / (Self.candidateTimes - 1), 1)
    for time in stride(from: lowest, through: highest, by: step) {
      let place = time + request.offset
      let room = request.sign < 0 ? place - request.source.lowerBound : request.source.upperBound - request.fade - place
      let longest = min(request.jumps.upperBound, room)
      guard let found = bestJump(request, place, longest: longest, loudness: loudness) else { continue }
      if found.cost < best?.cost ?? .infinity { best = (time, found.jump, found.cost) }
    }
    return best.map { refined(request, time: $0.time, jump: $0.jump) }
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

  private func bestJump(_ request: Request, _ place: Int, longest: Int, loudness: Double) -> (jump: Int, cost: Double)?
  {
    let window = max(request.fade, Self.shortestWindow) / Self.factor
    let center = place + request.fade / 2
    let from = (center + SliceSound.padding) / Self.factor - window / 2
    let span = coarse.span
    let old = span.extracting(2 * from..<2 * (from + window))
    let oldEnergy = energies[from + window] - energies[from]
    var best: (jump: Int, cost: Double)?
    // Where the source is short, the choice matters more than the length.
    let shortest = min(request.jumps.lowerBound, longest * 3 / 5)
    guard shortest >= 0 else { return nil }
    for jump in stride(from: shortest, through: longest, by: Self.factor) {
      let onto = from + request.sign * (jump / Self.factor)
      guard onto >= 0, onto + window < energies.count else { continue }
      let energy = oldEnergy + energies[onto + window] - energies[onto]
      let product = Double(old.dot(span.extracting(2 * onto..<2 * (onto + window))))
      let difference = max(energy - 2 * product, 0)
      let typical = (0.5 * energy * loudness * Double(window)).squareRoot() + 1e-12
      let miss = Double(jump - request.wantedJump)
      let penalty = request.isExact ? (miss / 88) * (miss / 88) : 0.05 * abs(miss) / Double(request.wantedJump + 1)
      let cost = difference / typical + penalty
      if cost < best?.cost ?? .infinity { best = (jump, cost) }
    }
    return best
  }

  /// The join with the jump near `jump` that makes the two sides differ least, sample by sample.
  private func refined(_ request: Request, time: Int, jump: Int) -> SpliceJoin {
    let place = time + request.offset + SliceSound.padding
    let fade = request.fade
    let sound = samples.span
    let old = sound.extracting(place..<place + fade)
    let oldEnergy = old.left.dot(old.left) + old.right.dot(old.right)
    var best = (jump: jump, difference: Float.infinity, likeness: Float(0))
    for candidate in max(jump - Self.refinement, 0)...jump + Self.refinement {
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
