import Audio
import Glibc
import SignalProcessing

/// Computes a compressor's gains from the power around each sample.
///
/// The power is that of the sound without its lowest notes, which would else decide over everything, in moving windows;
/// the gains are smoothed by moving averages too. All sums are of whole numbers and wrap around, so that they are exact
/// and a value never depends on where the computation started.
struct BusCompressor: Sendable {
  /// Samples before and after one that its gain depends on.
  static let reach = highPass + 2 * powerHalf + 2 * gainHalf + delay
  /// Half the window (8 ms) whose mean is taken off: 45 Hz are lowered by 14 dB.
  private static let highPass = 176
  /// Half of each of the two windows (20 ms) over the power: a bass's power swings with twice its frequency.
  private static let powerHalf = 441
  /// Half of each of the two windows (40 ms) over the gain.
  private static let gainHalf = 882
  /// Samples (20 ms) that the gain comes late: an attack passes before the gain falls.
  private static let delay = 882

  /// The whole number that stands for a sample of 1; samples beyond `loudest` are taken for that.
  private static let sampleUnity: Float = 1_048_576
  private static let loudest: Float = 4
  /// The whole number that stands for a power of 1; `greatestPower` times the window's length still fits 32 bits.
  private static let powerUnity: Float = 524_288
  private static let greatestPower: Float = 4
  private static let gainUnity: Float = 1_048_576

  /// Bits dropped between two moving sums, so that the second one fits too.
  private static let sumShift: UInt32 = 11

  private let gain: Float
  /// The power at which the compressor sets in, and the slopes of its curve, for natural logarithms.
  private let lowestPower: Float
  private let knee: Float
  private let slope: Float

  /// - Parameters:
  ///   - gain: What the sound is multiplied by before it is measured.
  ///   - targetLUFS: What the threshold is relative to.
  init(_ settings: BusCompression, gain: Float, targetLUFS: Double) {
    self.gain = gain
    let threshold = targetLUFS + settings.thresholdOffsetLU + 0.691
    lowestPower = Float(pow(10, (threshold - settings.kneeDB / 2) / 10))
    // Gains are factors of amplitude, so half as steep as powers.
    knee = Float(settings.kneeDB * log(10) / 10)
    slope = Float(0.5 * (1 - 1 / settings.ratio))
  }

  /// The gains of the samples of `mix` in `range`, outside of which lies silence; `nil` if all are 1.
  func gains(for mix: StereoSpan, range: Range<Int>) -> [Float]? {
    var powers = powers(
      of: mix, from: range.lowerBound - Self.delay - 2 * Self.gainHalf, count: range.count + 4 * Self.gainHalf)
    guard let loudest = powers.max(), Float(loudest) * Self.powerScale > lowestPower else { return nil }
    turnIntoGains(&powers)
    let length = UInt32(2 * Self.gainHalf + 1)
    MovingSum.slide(&powers, width: Int(length), shift: Self.sumShift)
    MovingSum.slide(&powers, width: Int(length), shift: 0)
    // A quotient, so that gains of 1 stay just that.
    let whole = Float(((length * UInt32(Self.gainUnity)) >> Self.sumShift) * length)
    return powers.map { Float($0) / whole }
  }

  // MARK: Power

  /// What a sum of sums of powers is multiplied by to be their mean.
  private static var powerScale: Float {
    let width = Float(2 * powerHalf + 1)
    return Float(UInt32(1) << sumShift) / (width * width * powerUnity)
  }

  /// Sums of the powers around `count` samples of `mix`.
  private func powers(of mix: StereoSpan, from start: Int, count: Int) -> [UInt32] {
    let first = start - 2 * Self.powerHalf
    let length = count + 4 * Self.powerHalf
    var powers = [UInt32](repeating: 0, count: length)
    addPowers(of: mix.left, from: first, to: &powers)
    addPowers(of: mix.right, from: first, to: &powers)
    let width = 2 * Self.powerHalf + 1
    MovingSum.slide(&powers, width: width, shift: Self.sumShift)
    MovingSum.slide(&powers, width: width, shift: 0)
    return powers
  }

  /// Adds half of the greatest power at most, so that two channels stay within it.
  private func addPowers(of samples: Span<Float>, from start: Int, to powers: inout [UInt32]) {
    let scale = gain * Self.sampleUnity
    let limit = Self.loudest * Self.sampleUnity
    let from = start - Self.highPass
    let inside = (from..<from + powers.count + 2 * Self.highPass).clamped(to: 0..<samples.count)
    var whole = [UInt32](repeating: 0, count: powers.count + 2 * Self.highPass)
    for position in inside {
      whole[position - from] = UInt32(bitPattern: Int32(min(max(scale * samples[position], -limit), limit)))
    }
    var sums = whole
    let width = 2 * Self.highPass + 1
    MovingSum.slide(&sums, width: width, shift: 0)
    let (share, unit) = (1 / Float(width), 1 / Self.sampleUnity)
    let greatest = 0.5 * Self.greatestPower
    for index in powers.indices {
      let sample = Float(Int32(bitPattern: whole[index + Self.highPass]))
      let wave = (sample - share * Float(Int32(bitPattern: sums[index]))) * unit
      powers[index] &+= UInt32(min(wave * wave, greatest) * Self.powerUnity)
    }
  }

  // MARK: Gain

  /// Replaces each power by the gain that it calls for.
  private func turnIntoGains(_ powers: inout [UInt32]) {
    let scale = Self.powerScale / lowestPower
    let quietest = UInt32(1 / scale)
    let unity = UInt32(Self.gainUnity)
    for start in stride(from: 0, to: powers.count, by: 8) {
      let indices = start..<min(start + 8, powers.count)
      var excess = SIMD8<Float>()
      for (lane, index) in indices.enumerated() where powers[index] > quietest {
        excess[lane] = Float(powers[index]) * scale
      }
      // Left of the knee nothing has to be computed.
      guard any(excess .> 1) else {
        for index in indices { powers[index] = unity }
        continue
      }
      excess = excess.replacing(with: 1, where: excess .< 1).logarithm
      let inKnee = excess.replacing(with: knee, where: excess .> knee)
      let reduction = slope * (inKnee * inKnee / (2 * knee) + (excess - inKnee))
      let gains = (-reduction).exponential * Self.gainUnity
      for (lane, index) in indices.enumerated() { powers[index] = min(UInt32(gains[lane]), unity) }
    }
  }
}

/// Moving sums of whole numbers, which wrap around: exact wherever they started.
enum MovingSum {
  /// Replaces `values` by the sums of each `width` neighbours, shifted right; `width - 1` fewer than they were.
  static func slide(_ values: inout [UInt32], width: Int, shift: UInt32) {
    var span = values.mutableSpan
    let count = span.count - width + 1
    var sum: UInt32 = 0
    for index in 0..<width - 1 { sum &+= span[index] }
    for index in 0..<count {
      sum &+= span[index + width - 1]
      let oldest = span[index]
      span[index] = sum >> shift
      sum &-= oldest
    }
    values.removeLast(width - 1)
  }
}
