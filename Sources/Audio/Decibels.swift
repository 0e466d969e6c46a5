import Glibc

/// Conversions between linear factors and decibels.
package enum Decibels {
  /// The linear factor of `gainDB`: 10^(gainDB / 20).
  package static func gain(fromDB gainDB: Double) -> Double {
    pow(10, gainDB / 20)
  }

  /// The decibels of the linear factor `gain`; minus infinity for zero.
  package static func decibels(fromGain gain: Double) -> Double {
    20 * log10(gain)
  }

  /// The decibels of a power ratio, such as a mean square; minus infinity for zero.
  package static func decibels(fromPower power: Double) -> Double {
    10 * log10(power)
  }
}
