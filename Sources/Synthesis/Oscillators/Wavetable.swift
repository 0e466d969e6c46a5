import Audio
import Glibc

/// One period of a wave, summed from sines, so that nothing lies above its highest harmonic.
package struct Wavetable: Sendable {
  private static let indexBits: UInt32 = 12
  private static let fractionBits = 32 - indexBits
  private static let size = 1 << Int(indexBits)

  /// One period, and its first sample again for interpolation.
  private let samples: [Float]

  /// The wave with the given amplitude of each sine, from the fundamental up.
  package init(amplitudes: [Float]) {
    precondition(amplitudes.count < Self.size / 2, "a wavetable holds fewer harmonics than half its size")
    let sine = (0..<Self.size).map { Float(sin(2 * Double.pi * Double($0) / Double(Self.size))) }
    var sum = [Float](repeating: 0, count: Self.size + 1)
    for (index, amplitude) in amplitudes.enumerated() where amplitude != 0 {
      var position = 0
      for target in 0..<Self.size {
        sum[target] += amplitude * sine[position]
        position = (position + index + 1) & (Self.size - 1)
      }
    }
    sum[Self.size] = sum[0]
    samples = sum
  }

  /// A falling sawtooth of amplitude 1 with `harmonics` sines; the last ones fade out, which tames the ringing.
  package static func saw(harmonics: Int) -> Wavetable {
    Wavetable(
      amplitudes: (1...max(harmonics, 1)).map { harmonic in
        let position = Double(harmonic) / Double(harmonics + 1)
        let taper = position < 0.7 ? 1 : 0.5 + 0.5 * cos(.pi * (position - 0.7) / 0.3)
        return Float(2 / (.pi * Double(harmonic)) * taper)
      })
  }

  /// Adds the wave at a constant frequency.
  ///
  /// - Parameters:
  ///   - frequency: In Hz.
  ///   - turns: The phase of the first sample, 0..<1.
  ///   - gain: Linear factor.
  package func add(frequency: Double, turns: Double = 0, gain: Float, into output: inout MutableSpan<Float>) {
    // Phases in fixed point, where one turn is 2^32: they wrap without rounding.
    var phase = UInt32(truncatingIfNeeded: Int64(turns * 0x1p32))
    let step = UInt32(truncatingIfNeeded: Int64((frequency / Double(WorkingFormat.sampleRate) * 0x1p32).rounded()))
    let table = samples.span
    let scale = Float(1 / Double(1 << Self.fractionBits))
    for index in output.indices {
      let position = Int(phase >> Self.fractionBits)
      let fraction = Float(phase & ((1 << Self.fractionBits) - 1)) * scale
      let first = table[position]
      output[index] += gain * (first + (table[position + 1] - first) * fraction)
      phase &+= step
    }
  }

  /// The wave at `phase`, where one turn is 2^32.
  @inline(__always)
  func sample(at phase: UInt32) -> Float {
    let position = Int(phase >> Self.fractionBits)
    let fraction = Float(phase & ((1 << Self.fractionBits) - 1)) * Float(1 / Double(1 << Self.fractionBits))
    let first = samples[position]
    return first + (samples[position + 1] - first) * fraction
  }
}
