import Audio
import Glibc
import Synthesis

/// Measures of made sounds.
enum Sound {
  /// The sum of squares of both channels.
  static func energy(_ sound: StereoBuffer) -> Double {
    energy(sound.left) + energy(sound.right)
  }

  static func energy(_ samples: some Sequence<Float>) -> Double {
    samples.reduce(0) { $0 + Double($1) * Double($1) }
  }

  static func difference(_ first: StereoBuffer, _ second: StereoBuffer) -> StereoBuffer {
    StereoBuffer(left: zip(first.left, second.left).map(-), right: zip(first.right, second.right).map(-))
  }

  static func decibels(_ power: Double) -> Double { 10 * log10(power) }

  /// What lies under or over `cutoff` Hz, at 24 dB per octave.
  static func filtered(_ samples: [Float], cutoff: Double, isHighPass: Bool) -> [Float] {
    var (first, second) = (StateVariableFilter(), StateVariableFilter())
    let (soft, sharp) = (
      FilterCoefficients(cutoff: cutoff, damping: 1.848), FilterCoefficients(cutoff: cutoff, damping: 0.765)
    )
    return samples.map { sample in
      if isHighPass { return second.process(first.process(sample, soft).high, sharp).high }
      return second.process(first.process(sample, soft).low, sharp).low
    }
  }

  static func filtered(_ sound: StereoBuffer, cutoff: Double, isHighPass: Bool) -> StereoBuffer {
    StereoBuffer(
      left: filtered(sound.left, cutoff: cutoff, isHighPass: isHighPass),
      right: filtered(sound.right, cutoff: cutoff, isHighPass: isHighPass))
  }

  /// The normalised correlation of two channels.
  static func correlation(_ sound: StereoBuffer) -> Double {
    let product = zip(sound.left, sound.right).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
    return product / (energy(sound.left) * energy(sound.right)).squareRoot()
  }

  /// The power of the difference of the sides over that of their sum.
  static func width(_ sound: StereoBuffer) -> Double {
    energy(zip(sound.left, sound.right).map(-)) / energy(zip(sound.left, sound.right).map(+))
  }

  static func isFinite(_ sound: StereoBuffer) -> Bool {
    sound.left.allSatisfy(\.isFinite) && sound.right.allSatisfy(\.isFinite)
  }

  static func peak(_ sound: StereoBuffer) -> Float {
    zip(sound.left, sound.right).reduce(0) { max($0, abs($1.0), abs($1.1)) }
  }

  static func mean(_ samples: [Float]) -> Double {
    samples.reduce(0) { $0 + Double($1) } / Double(samples.count)
  }
}
