/// How far the sound at one place differs from that at others, four of them at a time.
struct SpliceFit {
  private let energies: [Double]
  private let from: Int
  private let window: Int
  private let loudness: Double
  /// The energy of the window at the one place.
  let oldEnergy: Double

  /// - Parameters:
  ///   - energies: Sums of the squares of all samples before each.
  ///   - from: The one place.
  ///   - window: Samples that are compared.
  ///   - loudness: What the energy of a sample is on average, where differences count as they do.
  init(energies: [Double], from: Int, window: Int, loudness: Double) {
    self.energies = energies
    self.from = from
    self.window = window
    self.loudness = loudness
    oldEnergy = energies[from + window] - energies[from]
  }

  /// What a squared difference is divided by.
  @inline(__always)
  func scales(_ places: SIMD4<Int>) -> SIMD4<Double> {
    let energy = oldEnergy + sums(before: places &+ window) - sums(before: places)
    return (0.5 * energy * loudness * Double(window)).squareRoot() + 1e-12
  }

  /// The squared differences of the first `count` samples, whose products are known; at least 0.
  @inline(__always)
  func differences(_ places: SIMD4<Int>, _ products: SIMD4<Float>, ofFirst count: Int) -> SIMD4<Double> {
    let old = energies[from + count] - energies[from]
    let differences = old + sums(before: places &+ count) - sums(before: places) - 2 * SIMD4<Double>(products)
    return differences.replacing(with: 0, where: differences .< 0)
  }

  @inline(__always)
  private func sums(before places: SIMD4<Int>) -> SIMD4<Double> {
    SIMD4(energies[places[0]], energies[places[1]], energies[places[2]], energies[places[3]])
  }
}
