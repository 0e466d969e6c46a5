import Glibc
import SignalProcessing

/// Amplitudes at single frequencies, by direct correlation under a Blackman-Harris window.
struct Spectrum {
  private let samples: [Float]
  private let windowed: [Double]
  private let weight: Double

  init(samples: [Float]) {
    self.samples = samples
    let window = samples.indices.map { Self.window($0, of: samples.count) }
    windowed = zip(samples, window).map { Double($0) * $1 }
    weight = window.reduce(0, +)
  }

  /// The amplitude of a sine of `frequency` Hz in the samples.
  func amplitude(at frequency: Double) -> Double {
    // Goertzel's recurrence (1958), which needs one cosine.
    let angle = 2 * .pi * frequency / 44_100
    let forward = 2 * cos(angle)
    var (latest, before) = (0.0, 0.0)
    for sample in windowed { (before, latest) = (latest, sample + forward * latest - before) }
    let power = latest * latest + before * before - forward * latest * before
    return 2 * max(power, 0).squareRoot() / weight
  }

  /// The frequency near `guess` Hz of the strongest tone, within a tenth of a cent.
  ///
  /// - Parameter cents: How far off the guess may be.
  func peak(near guess: Double, cents: Double) -> Double {
    var (center, reach) = (guess, cents)
    while reach > 0.05 {
      let places = (-8...8).map { center * exp2(reach * Double($0) / 8 / 1_200) }
      center = places.max { amplitude(at: $0) < amplitude(at: $1) } ?? center
      reach /= 4
    }
    return center
  }

  /// The power in every bin of a transform of `length` samples from the first one on, and what a bin is wide in Hz.
  func powers(length: Int) -> (powers: [Float], binWidth: Double) {
    let windowed = (0..<length).map { Float(Self.window($0, of: length)) * samples[$0] }
    let transform = RealFFT(length: length)
    var powers = [Float](repeating: 0, count: transform.binCount)
    var span = powers.mutableSpan
    transform.powerSpectrum(of: windowed.span, into: &span)
    return (powers, 44_100 / Double(length))
  }

  private static func window(_ index: Int, of count: Int) -> Double {
    let position = 2 * .pi * Double(index) / Double(count)
    return 0.35875 - 0.48829 * cos(position) + 0.14128 * cos(2 * position) - 0.01168 * cos(3 * position)
  }
}
