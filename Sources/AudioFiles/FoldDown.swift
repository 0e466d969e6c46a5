import Audio
import Glibc

/// How any number of channels become two.
///
/// One channel is doubled, two stay. More are mixed as ITU-R BS.775-4 table 2 does: the centre and each surround channel at
/// -3 dB (a rear centre at -3 dB to both sides again), and no low frequency effects. Then both sides are scaled by one factor so
/// that the weights of each sum to 1 at most: no output sample exceeds the loudest input sample.
struct FoldDown {
  /// One weight per channel.
  let left: [Float]
  let right: [Float]

  /// Magnitudes above this are no sound but damage; they would overflow in the resampler.
  static let largestMagnitude: Float = 1e10

  init(roles: [ChannelRole]) {
    if roles.count == 1 {
      left = [1]
      right = [1]
      return
    }
    let minus3DB = Float(0.5).squareRoot()
    var weights = roles.map { role -> (left: Float, right: Float) in
      switch role {
      case .frontLeft: (1, 0)
      case .frontRight: (0, 1)
      case .frontCentre: (minus3DB, minus3DB)
      case .surroundLeft: (minus3DB, 0)
      case .surroundRight: (0, minus3DB)
      case .surroundCentre: (0.5, 0.5)
      case .lowFrequencyEffects: (0, 0)
      }
    }
    // A file of nothing but effects channels is heard all the same.
    if weights.allSatisfy({ $0 == (0, 0) }) { weights = weights.map { _ in (1, 1) } }
    let largest = max(weights.reduce(0) { $0 + $1.left }, weights.reduce(0) { $0 + $1.right })
    let scale = largest > 1 ? (1 / largest).nextDown : 1
    left = weights.map { $0.left * scale }
    right = weights.map { $0.right * scale }
  }

  /// Folds the first `count` samples of `interleaved` into `output`, silencing what is not a number.
  ///
  /// - Returns: How many values were not finite (or absurd), and so taken as 0.
  func apply(to interleaved: inout [Float], count: Int, output: inout StereoBuffer) -> Int {
    let channelCount = left.count
    let silenced = Self.silenceDamage(in: &interleaved, count: count * channelCount)
    let input = interleaved.span
    var output = output.mutableSpan
    switch channelCount {
    case 1:
      for index in 0..<count {
        output.left[index] = input[index]
        output.right[index] = input[index]
      }
    case 2:
      precondition(2 * count <= input.count && count <= output.count, "the samples must be there and have room")
      // The weights of a pair may be those of a centre, or swapped.
      let (leftOfFirst, leftOfSecond) = (left[0], left[1])
      let (rightOfFirst, rightOfSecond) = (right[0], right[1])
      for index in 0..<count {
        let (first, second) = unsafe (input[unchecked: 2 &* index], input[unchecked: 2 &* index &+ 1])
        unsafe output.left[unchecked: index] = first * leftOfFirst + second * leftOfSecond
        unsafe output.right[unchecked: index] = first * rightOfFirst + second * rightOfSecond
      }
    default:
      for index in 0..<count {
        var leftSum: Float = 0
        var rightSum: Float = 0
        for channel in 0..<channelCount {
          let sample = input[index * channelCount + channel]
          leftSum += sample * left[channel]
          rightSum += sample * right[channel]
        }
        output.left[index] = leftSum
        output.right[index] = rightSum
      }
    }
    return silenced
  }

  private static func silenceDamage(in samples: inout [Float], count: Int) -> Int {
    guard isDamaged(samples.span.extracting(0..<count)) else { return 0 }
    var silenced = 0
    for index in 0..<count where !isSound(samples[index]) {
      samples[index] = 0
      silenced += 1
    }
    return silenced
  }

  /// Whether any sample is no sound.
  ///
  /// It seldom is, so a loop that looks at all, several at a time, is faster than one that stops at the first.
  private static func isDamaged(_ samples: Span<Float>) -> Bool {
    var damage: UInt32 = 0
    for index in samples.indices { damage |= isSound(samples[index]) ? 0 : 1 }
    return damage > 0
  }

  private static func isSound(_ sample: Float) -> Bool {
    // A comparison with NaN is false, too.
    abs(sample) <= largestMagnitude
  }
}
