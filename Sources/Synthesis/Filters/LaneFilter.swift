/// `StateVariableFilter` for several signals side by side, each with its own coefficients.
struct LaneFilter<Lanes: SIMD & Sendable>: Sendable where Lanes.Scalar == Float {
  /// What one sample of every lane becomes.
  struct Outputs {
    let low: Lanes
    let band: Lanes
    let high: Lanes
  }

  private var first = Lanes()
  private var second = Lanes()

  @inline(__always)
  mutating func process(_ input: Lanes, _ terms: LaneTerms<Lanes>) -> Outputs {
    let difference = input - second
    let band = terms.a1 * first + terms.a2 * difference
    let low = second + terms.a2 * first + terms.a3 * difference
    first = band + band - first
    second = low + low - second
    return Outputs(low: low, band: band, high: input - terms.damping * band - low)
  }

  /// The same coefficients for every lane.
  @inline(__always)
  mutating func process(_ input: Lanes, _ coefficients: FilterCoefficients) -> Outputs {
    process(input, LaneTerms(coefficients))
  }
}

/// The coefficients of a `LaneFilter`, one of each for every lane.
struct LaneTerms<Lanes: SIMD & Sendable>: Sendable where Lanes.Scalar == Float {
  var a1 = Lanes()
  var a2 = Lanes()
  var a3 = Lanes()
  var damping = Lanes()

  @inline(__always)
  init(_ coefficients: FilterCoefficients) {
    let terms = coefficients.terms
    a1 = Lanes(repeating: terms.x)
    a2 = Lanes(repeating: terms.y)
    a3 = Lanes(repeating: terms.z)
    damping = Lanes(repeating: terms.w)
  }

  /// - Parameter lanes: One for each lane.
  init(_ lanes: [FilterCoefficients]) {
    for (lane, coefficients) in lanes.enumerated() { set(coefficients, lane: lane) }
  }

  mutating func set(_ coefficients: FilterCoefficients, lane: Int) {
    a1[lane] = coefficients.terms.x
    a2[lane] = coefficients.terms.y
    a3[lane] = coefficients.terms.z
    damping[lane] = coefficients.terms.w
  }
}
