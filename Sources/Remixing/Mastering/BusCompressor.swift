import Glibc
import SignalProcessing

/// Computes a compressor's gains from the energies of a mix's blocks.
///
/// The energy is that of the sound without its lowest notes, which would else decide over everything, in moving windows;
/// the gains are smoothed by moving averages too.
struct BusCompressor: Sendable {
  /// Blocks before and after one in each of the two windows (19 ms) over the energy: a bass's swings with twice its
  /// frequency.
  private static let energyHalf = 6
  /// Blocks before and after one in each of the two windows (39 ms) over the gain.
  private static let gainHalf = 13
  /// Blocks (20 ms) that the gain comes late: an attack passes before the gain falls.
  private static let delay = 14

  private let settings: BusCompression
  private let thresholdLUFS: Double

  /// - Parameter targetLUFS: What the threshold is relative to.
  init(_ settings: BusCompression, targetLUFS: Double) {
    self.settings = settings
    thresholdLUFS = targetLUFS + settings.thresholdOffsetLU
  }

  /// The energies that decide over the gains, for all blocks of a mix.
  ///
  /// - Parameter energies: Those of `BlockEnergies` above the bass.
  func windowed(_ energies: Span<Float>) -> [Float] {
    var levels = [Float](repeating: 0, count: energies.count)
    for index in energies.indices { levels[index] = energies[index] }
    MovingMean.slide(&levels, half: Self.energyHalf)
    MovingMean.slide(&levels, half: Self.energyHalf)
    return levels
  }

  /// The gain of each block, for all blocks of a mix.
  ///
  /// - Parameters:
  ///   - levels: What `windowed` gave.
  ///   - gain: What the sound is multiplied by before it is measured.
  func gains(for levels: Span<Float>, gain: Double) -> [Float] {
    var gains = lateGains(for: levels, scale: gain * gain / Double(BlockEnergies.blockLength))
    MovingMean.slide(&gains, half: Self.gainHalf)
    MovingMean.slide(&gains, half: Self.gainHalf)
    return gains
  }

  /// The gain that each mean energy calls for, some blocks later.
  ///
  /// - Parameter scale: What makes powers of energies.
  private func lateGains(for levels: Span<Float>, scale: Double) -> [Float] {
    // Power at which the compressor sets in; gains are factors of amplitude, so their slope is half of that of powers.
    let lowestPower = pow(10, (thresholdLUFS + 0.691 - settings.kneeDB / 2) / 10)
    let factor = Float(scale / lowestPower)
    let knee = Float(settings.kneeDB * log(10) / 10)
    let slope = Float(0.5 * (1 - 1 / settings.ratio))
    var late = [Float](repeating: 1, count: levels.count)
    var span = late.mutableSpan
    for start in stride(from: 0, to: max(levels.count - Self.delay, 0), by: 8) {
      let count = min(levels.count - Self.delay - start, 8)
      var excess = SIMD8<Float>()
      if levels.count - start >= 8 {
        excess = levels.vector(from: start) * factor
      } else {
        for lane in 0..<count { excess[lane] = levels[start + lane] * factor }
      }
      // Left of the knee nothing has to be computed.
      guard any(excess .> 1) else { continue }
      excess = excess.replacing(with: 1, where: excess .< 1).logarithm
      let inKnee = excess.replacing(with: knee, where: excess .> knee)
      let reduction = slope * (inKnee * inKnee / (2 * knee) + (excess - inKnee))
      let gains = (-reduction).exponential
      for lane in 0..<count { span[start + Self.delay + lane] = min(gains[lane], 1) }
    }
    return late
  }
}

/// Means of neighbours.
enum MovingMean {
  /// Replaces each value by the mean of it and of `half` values on either side; the first and the last value go on
  /// beyond the ends.
  static func slide(_ values: inout [Float], half: Int) {
    guard let first = values.first, let last = values.last else { return }
    let padded = Array(repeating: first, count: half) + values + Array(repeating: last, count: half)
    let source = padded.span
    let share = 1 / Double(2 * half + 1)
    // Sums of single-precision numbers in double precision: what is lost is far below what the numbers hold. What comes
    // and what goes are added as one: then only one addition waits for the one before.
    var sum = padded[..<(2 * half)].reduce(0) { $0 + Double($1) }
    var gone = 0.0
    var means = values.mutableSpan
    for index in means.indices {
      sum += Double(source[index + 2 * half]) - gone
      means[index] = Float(max(sum * share, 0))
      gone = Double(source[index])
    }
  }
}
