import Audio
import Glibc

/// Plays a sound faster or slower by any factor: interpolation by a windowed sinc, which also removes what a faster
/// playback would lift over half the sample rate.
struct PitchResampler {
  /// Zero crossings of the sinc on either side.
  private static let crossings = 12
  /// Places between two samples for which the filter is computed; between those it is interpolated.
  private static let phases = 128

  private var speed = 0.0
  private var taps = 0
  /// The filters for each phase and the one after it, one after another.
  private var filters: [Float] = []

  /// Samples that are read before the first and after the last.
  static func reach(atSpeed speed: Double) -> Int {
    (Int((Double(crossings) * max(speed, 1)).rounded(.up)) + 4) / 4 * 4
  }

  /// Fills `output` with `input` from sample `start` on, `speed` samples for each of the output's.
  mutating func resample(
    _ input: StereoSpan, from start: Int, speed: Double, into output: inout MutableStereoSpan
  ) {
    prepare(speed)
    let (filters, taps) = (filters, taps)
    let coefficients = filters.span
    for index in 0..<output.count {
      let place = Double(index) * speed
      let whole = Int(place)
      let phase = (place - Double(whole)) * Double(Self.phases)
      let row = Int(phase)
      let share = Float(phase - Double(row))
      let first = start + whole - taps / 2 + 1
      var left = SIMD8<Float>()
      var right = left
      for tap in stride(from: 0, to: taps, by: 8) {
        let low = coefficients.vector(from: row * taps + tap)
        let high = coefficients.vector(from: (row + 1) * taps + tap)
        let filter = low + share * (high - low)
        left += filter * input.left.vector(from: first + tap)
        right += filter * input.right.vector(from: first + tap)
      }
      output.left[index] = left.sum()
      output.right[index] = right.sum()
    }
  }

  /// Computes the filters for `speed`: a Kaiser window of beta 8 on a sinc whose band ends at 0.93 of the lower of the
  /// two Nyquist frequencies.
  private mutating func prepare(_ speed: Double) {
    guard speed != self.speed else { return }
    self.speed = speed
    let half = Self.reach(atSpeed: speed)
    taps = 2 * half
    let band = 0.93 / max(speed, 1)
    let width = Double(Self.crossings) * max(speed, 1)
    filters.removeAll(keepingCapacity: true)
    for phase in 0...Self.phases {
      let fraction = Double(phase) / Double(Self.phases)
      let values = (0..<taps).map { tap in
        let distance = Double(tap - half + 1) - fraction
        let place = distance / width
        guard abs(place) < 1 else { return 0.0 }
        let angle = .pi * band * distance
        return (angle == 0 ? 1 : sin(angle) / angle) * Bessel.order0(8 * (1 - place * place).squareRoot())
      }
      let sum = values.reduce(0, +)
      for value in values { filters.append(Float(value / sum)) }
    }
  }
}
