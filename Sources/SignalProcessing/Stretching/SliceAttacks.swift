import Audio

/// Finds the attacks within a slice: where, for 3 ms, far more power arrives than at any time of the 25 ms before.
///
/// Looks at the power of the wave and at that of its slope, which hears a cymbal over a bass. The maximum of what came
/// before, unlike its mean, is not fooled by the swinging power of a low note.
struct SliceAttacks {
  private static let block = 64
  private static let memory = 17
  private static let rise: Float = 2.5
  /// Samples (30 ms) from one attack to the next at least.
  private static let separation = 1_323
  /// Attacks this far (40 dB) under the loudest moment are not worth a thought.
  private static let faintest: Float = 1e-4

  /// Powers of the wave and of its slope, of single blocks and of pairs of them.
  private var powers: [SIMD2<Float>] = []

  /// Positions in the range of `sound`, ascending; none at its very start, where an attack is taken for granted.
  mutating func find(in sound: SliceSound) -> [Int] {
    measure(sound.samples.span)
    let loudest = powers.reduce(SIMD2()) { $0.replacing(with: $1, where: $1 .> $0) } * Self.faintest
    let floor = loudest.replacing(with: 1e-9, where: loudest .< 1e-9)
    var attacks: [Int] = []
    var last = -Self.separation
    let lead = SliceSound.padding / Self.block
    for index in lead..<max(lead, lead + sound.count / Self.block - 1) {
      var before = floor
      for earlier in index - Self.memory - 1..<index - 1 {
        before.replace(with: powers[earlier], where: powers[earlier] .> before)
      }
      let isRise = powers[index] .> before * Self.rise
      guard any(isRise), index * Self.block - SliceSound.padding - last >= Self.separation else { continue }
      last = Self.onset(in: sound.samples.span, from: index * Self.block, ofSlope: isRise[1]) - SliceSound.padding
      if last >= Self.separation / 2 { attacks.append(last) }
    }
    return attacks
  }

  /// Makes `powers[k]` those of blocks `k` and `k + 1`.
  private mutating func measure(_ samples: StereoSpan) {
    powers.removeAll(keepingCapacity: true)
    for start in stride(from: 0, to: samples.count - Self.block, by: Self.block) {
      powers.append(
        Self.power(of: samples.left.extracting(start..<start + Self.block + 1))
          + Self.power(of: samples.right.extracting(start..<start + Self.block + 1)))
    }
    for index in powers.indices.dropLast() { powers[index] += powers[index + 1] }
  }

  /// The first of two blocks' samples that comes to half of their highest magnitude.
  private static func onset(in samples: StereoSpan, from start: Int, ofSlope isSlope: Bool) -> Int {
    let magnitudes = (start..<start + 2 * block).map { index in
      isSlope
        ? max(abs(samples.left[index + 1] - samples.left[index]), abs(samples.right[index + 1] - samples.right[index]))
        : max(abs(samples.left[index]), abs(samples.right[index]))
    }
    let half = 0.5 * magnitudes.reduce(0, max)
    return start + (magnitudes.firstIndex { $0 >= half } ?? 0)
  }

  private static func power(of samples: Span<Float>) -> SIMD2<Float> {
    var wave = SIMD8<Float>()
    var slope = wave
    for index in stride(from: 0, to: block, by: 8) {
      let value = samples.vector(from: index)
      let difference = samples.vector(from: index + 1) - value
      wave += value * value
      slope += difference * difference
    }
    return SIMD2(wave.sum(), slope.sum())
  }
}
