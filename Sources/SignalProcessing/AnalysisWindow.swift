import Glibc

/// Window functions for short-time spectra.
package enum AnalysisWindow {
  /// The periodic Hann window: 0.5 - 0.5 cos(2 pi n / length); symmetric about `length / 2`.
  package static func hann(length: Int) -> [Float] {
    (0..<length).map { Float(0.5 - 0.5 * cos(2 * .pi * Double($0) / Double(length))) }
  }

  /// The window that gives a full-scale sine on a bin magnitude 1: the Hann window's mean is 1/2, so it peaks at length / 4.
  static func spectral(length: Int) -> [Float] {
    hann(length: length).map { $0 * 4 / Float(length) }
  }
}
