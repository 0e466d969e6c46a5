import Glibc

/// Made signals, one channel each, whose facts are known because they were made so.
///
/// Durations are in seconds, rates and frequencies in Hz; amplitudes are peaks, 1 is full scale.
package enum Signals {
  /// The samples that `seconds` take, to the nearest one.
  package static func count(seconds: Double, sampleRate: Int = 44_100) -> Int {
    Int((seconds * Double(sampleRate)).rounded())
  }

  package static func silence(seconds: Double, sampleRate: Int = 44_100) -> [Float] {
    constant(0, seconds: seconds, sampleRate: sampleRate)
  }

  /// An offset without any sound: DC.
  package static func constant(_ level: Float, seconds: Double, sampleRate: Int = 44_100) -> [Float] {
    [Float](repeating: level, count: count(seconds: seconds, sampleRate: sampleRate))
  }

  /// A sine that starts at zero, upwards.
  package static func sine(
    _ frequency: Double, seconds: Double, amplitude: Double = 0.5, sampleRate: Int = 44_100
  ) -> [Float] {
    made(seconds: seconds, sampleRate: sampleRate) { amplitude * sin(2 * .pi * frequency * $0) }
  }

  /// A sine whose frequency moves from `low` to `high`, by equal ratios in equal times.
  package static func sweep(
    from low: Double, to high: Double, seconds: Double, amplitude: Double = 0.5, sampleRate: Int = 44_100
  ) -> [Float] {
    let growth = log(high / low) / seconds
    return made(seconds: seconds, sampleRate: sampleRate) { time in
      amplitude * sin(2 * .pi * low * (exp(growth * time) - 1) / growth)
    }
  }

  /// White noise, uniform within the amplitude.
  package static func noise(
    seconds: Double, seed: UInt64, amplitude: Double = 0.5, sampleRate: Int = 44_100
  ) -> [Float] {
    var random = FixtureRandom(seed: seed)
    return (0..<count(seconds: seconds, sampleRate: sampleRate)).map { _ in Float(amplitude * random.bipolar()) }
  }

  /// Notes held together, each a tone of six partials that fall like those of a string.
  ///
  /// - Parameters:
  ///   - pitches: MIDI note numbers; 69 is the A of 440 Hz.
  ///   - tuningCents: Moves all notes.
  ///   - amplitude: An upper bound.
  package static func chord(
    _ pitches: [Int], seconds: Double, tuningCents: Double = 0, amplitude: Double = 0.5, sampleRate: Int = 44_100
  ) -> [Float] {
    let partials = (1...6).map { 1 / Double($0 * $0) }
    let gain = amplitude / (partials.reduce(0, +) * Double(max(1, pitches.count)))
    let frequencies = pitches.map { 440 * exp2((Double($0 - 69) + tuningCents / 100) / 12) }
    return made(seconds: seconds, sampleRate: sampleRate) { time in
      var sum = 0.0
      for frequency in frequencies {
        for (index, partial) in partials.enumerated() {
          sum += partial * sin(2 * .pi * frequency * Double(index + 1) * time)
        }
      }
      return gain * sum
    }
  }

  /// - Parameter shape: The value at a time in seconds.
  private static func made(seconds: Double, sampleRate: Int, _ shape: (Double) -> Double) -> [Float] {
    (0..<count(seconds: seconds, sampleRate: sampleRate)).map { Float(shape(Double($0) / Double(sampleRate))) }
  }
}
