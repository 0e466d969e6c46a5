import Audio
import Glibc
import SignalProcessing

/// One period of a wave, summed from sines, so that nothing lies above its highest harmonic.
package struct Wavetable: Sendable {
  private static let indexBits: UInt32 = 12
  private static let fractionBits = 32 - indexBits
  private static let fractionMask: UInt32 = (1 << fractionBits) - 1
  static let size = 1 << Int(indexBits)

  /// One period, and its first sample again for interpolation.
  private let samples: [Float]

  private init(_ period: [Float]) {
    var samples = period
    samples.append(samples[0])
    self.samples = samples
  }

  /// Two waves with the given amplitude of each sine, from the fundamental up.
  ///
  /// Both come out of one transform, as the real and the imaginary part of a complex signal.
  ///
  /// - Parameter fft: Of the length `size`.
  static func pair(_ first: [Float], _ second: [Float], by fft: StereoFFT) -> (Wavetable, Wavetable) {
    precondition(max(first.count, second.count) < size / 2, "a wavetable holds fewer harmonics than half its size")
    var real = [Float](repeating: 0, count: size)
    var imaginary = real
    var scratch = [Float](repeating: 0, count: 2 * size)
    for (index, amplitude) in first.enumerated() {
      imaginary[index + 1] -= 0.5 * amplitude
      imaginary[size - index - 1] += 0.5 * amplitude
    }
    for (index, amplitude) in second.enumerated() {
      real[index + 1] += 0.5 * amplitude
      real[size - index - 1] -= 0.5 * amplitude
    }
    // The other way round it goes back.
    fft.transform(&imaginary, &real, scratch: &scratch)
    return (Wavetable(real), Wavetable(imaginary))
  }

  /// The sines of a falling sawtooth of amplitude 1, of which the last ones fade out, which tames the ringing.
  static func sawAmplitudes(harmonics: Int) -> [Float] {
    (1...max(harmonics, 1)).map { harmonic in
      let position = Double(harmonic) / Double(harmonics + 1)
      let taper = position < 0.7 ? 1 : 0.5 + 0.5 * cos(.pi * (position - 0.7) / 0.3)
      return Float(2 / (.pi * Double(harmonic)) * taper)
    }
  }

  /// The square wave that is left of a saw less the same saw half a turn later.
  var square: Wavetable {
    let half = Self.size / 2
    return Wavetable((0..<Self.size).map { samples[$0] - samples[($0 + half) % Self.size] })
  }

  /// Adds the wave at a constant frequency.
  ///
  /// - Parameters:
  ///   - frequency: In Hz.
  ///   - turns: The phase of the first sample, 0..<1.
  ///   - gain: Linear factor.
  package func add(frequency: Double, turns: Double = 0, gain: Float, into output: inout MutableSpan<Float>) {
    var phases = Phases(frequency: frequency, turns: turns)
    let table = samples.span
    var index = 0
    while index + 8 <= output.count {
      output.set(output.span.vector(from: index) + gain * Self.eight(of: table, at: phases.current), from: index)
      phases.advance()
      index += 8
    }
    let rest = Self.eight(of: table, at: phases.current)
    for lane in 0..<output.count - index { output[index + lane] += gain * rest[lane] }
  }

  /// Adds the same wave to the left and to the right.
  func addToBoth(frequency: Double, turns: Double, gain: Float, into output: inout MutableStereoSpan) {
    var phases = Phases(frequency: frequency, turns: turns)
    let table = samples.span
    var index = 0
    while index + 8 <= output.count {
      let wave = gain * Self.eight(of: table, at: phases.current)
      output.left.set(output.left.span.vector(from: index) + wave, from: index)
      output.right.set(output.right.span.vector(from: index) + wave, from: index)
      phases.advance()
      index += 8
    }
    let rest = gain * Self.eight(of: table, at: phases.current)
    for lane in 0..<output.count - index {
      output.left[index + lane] += rest[lane]
      output.right[index + lane] += rest[lane]
    }
  }

  /// Eight phases that follow each other, in fixed point, where one turn is 2^32: they wrap without rounding.
  private struct Phases {
    private(set) var current: SIMD8<UInt32>
    private let step: UInt32

    init(frequency: Double, turns: Double) {
      let start = UInt32(truncatingIfNeeded: Int64(turns * 0x1p32))
      step = UInt32(truncatingIfNeeded: Int64((frequency / Double(WorkingFormat.sampleRate) * 0x1p32).rounded()))
      current = start &+ SIMD8<UInt32>(0, 1, 2, 3, 4, 5, 6, 7) &* step
    }

    @inline(__always)
    mutating func advance() { current &+= 8 &* step }
  }

  /// The wave at eight phases, where one turn is 2^32.
  @inline(__always)
  func eight(at phases: SIMD8<UInt32>) -> SIMD8<Float> {
    Self.eight(of: samples.span, at: phases)
  }

  @inline(__always)
  private static func eight(of table: Span<Float>, at phases: SIMD8<UInt32>) -> SIMD8<Float> {
    let places = phases &>> SIMD8(repeating: fractionBits)
    let fractions =
      SIMD8<Float>(SIMD8<Int32>(truncatingIfNeeded: phases & fractionMask)) * (1 / Float(1 << fractionBits))
    // A place has twelve bits and the table a sample more than they count. Neighbours are read in one go.
    precondition(table.count == size + 1)
    return unsafe table.withUnsafeBytes { bytes in
      @inline(__always)
      func neighbours(_ lane: Int) -> SIMD2<Float> {
        unsafe bytes.loadUnaligned(fromByteOffset: 4 * Int(places[lane]), as: SIMD2<Float>.self)
      }
      @inline(__always)
      func four(_ lane: Int) -> SIMD8<Float> {
        SIMD8(
          lowHalf: SIMD4(lowHalf: neighbours(lane), highHalf: neighbours(lane + 1)),
          highHalf: SIMD4(lowHalf: neighbours(lane + 2), highHalf: neighbours(lane + 3)))
      }
      let (low, high) = (four(0), four(4))
      let first = SIMD8(lowHalf: low.evenHalf, highHalf: high.evenHalf)
      let next = SIMD8(lowHalf: low.oddHalf, highHalf: high.oddHalf)
      return first + (next - first) * fractions
    }
  }
}
