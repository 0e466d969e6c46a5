import Audio
import Glibc
import Remixing
import SignalProcessing
import Synthesis
import Testing

struct BusCompressionTests {
  /// So high that the limiter never works.
  private static let noCeiling = 40.0
  private static let target = -14.0

  @Test(arguments: [45.0, 60, 110, 440], [0.3, 0.7])
  func `a steady tone stays a pure tone`(frequency: Double, amplitude: Double) {
    let count = 88_200
    let tone = (0..<count).map { Float(amplitude * sin(2 * .pi * frequency * Double($0) / 44_100)) }
    let output = master(StereoBuffer(mono: tone), compression: BusCompression())
    // A whole number of periods of every frequency lies within one second.
    let inner = Array(output.left[22_050..<66_150])
    let fundamental = power(of: inner, at: frequency)
    let harmonics = (2...9).reduce(0) { $0 + power(of: inner, at: Double($1) * frequency) }
    #expect((harmonics / fundamental).squareRoot() < 0.003)
  }

  @Test(arguments: [(0.0, 0.0), (6.0, 3.0), (12.0, 6.0)])
  func `of the decibels above the threshold half come out`(above: Double, reduction: Double) {
    let settings = BusCompression(ratio: 2, thresholdOffsetLU: 0, kneeDB: 1)
    // So far above the bass that all of it is measured.
    let frequency = 2_205.0
    let power = pow(10, (Self.target + above + 0.691) / 10)
    let tone = (0..<44_100).map { Float(power.squareRoot() * sin(2 * .pi * frequency * Double($0) / 44_100)) }
    let output = master(StereoBuffer(mono: tone), compression: settings)
    let inner = 15_000..<30_000
    let change = level(output.left, inner) - level(tone, inner)
    // In the middle of the knee an eighth of its width is lost already, at a ratio of 2 half of that.
    #expect(abs(change + reduction + (above == 0 ? 0.0625 : 0)) < 0.05)
  }

  @Test func `what stays under the threshold passes untouched`() {
    let sound = StereoBuffer(mono: (0..<30_000).map { Float(0.05 * sin(0.05 * Double($0))) })
    let isEqual = master(sound, compression: BusCompression()) == master(sound, compression: nil)
    #expect(isEqual)
  }

  @Test func `loud parts are drawn towards quiet ones, without steps`() {
    let noise = SeededNoise(seed: 4)
    let sound = StereoBuffer(
      mono: (0..<132_300).map {
        (44_100..<88_200).contains($0) ? 0.6 * noise.sample(at: $0) : 0.1 * noise.sample(at: $0)
      })
    let output = master(sound, compression: BusCompression())
    let before = level(sound.left, 50_000..<80_000) - level(sound.left, 10_000..<40_000)
    let after = level(output.left, 50_000..<80_000) - level(output.left, 10_000..<40_000)
    #expect(after < before - 1)
    var steepest = 0.0
    var last: Double?
    for index in sound.left.indices where abs(sound.left[index]) > 0.01 {
      let gain = Double(output.left[index] / sound.left[index])
      if let last { steepest = max(steepest, abs(gain / last - 1)) }
      last = gain
    }
    // Less than 0.4 dB per millisecond.
    #expect(steepest < 0.001 * 10)
  }

  @Test func `an attack passes before the gain falls`() {
    let noise = SeededNoise(seed: 5)
    let sound = StereoBuffer(
      mono: (0..<66_150).map { $0 < 33_075 ? 0.05 * noise.sample(at: $0) : 0.7 * noise.sample(at: $0) })
    let output = master(sound, compression: BusCompression())
    let gains = (
      level(output.left, 33_075..<33_400) - level(sound.left, 33_075..<33_400),
      level(output.left, 50_000..<60_000) - level(sound.left, 50_000..<60_000)
    )
    #expect(gains.0 > 0.5 * gains.1)
    #expect(gains.1 < -2)
  }

  @Test(arguments: [1_000, 4_097, 12_345])
  func `a remix compressed in pieces equals the whole, sample by sample`(length: Int) {
    let mix = MeasuredMix(Self.music())
    let whole = mix.mastered(gainDB: 4, ceilingDB: -1, compression: BusCompression())
    for start in stride(from: 0, to: whole.count, by: length) {
      let range = start..<min(start + length, whole.count)
      let piece = mix.mastered(range, gainDB: 4, ceilingDB: -1, compression: BusCompression())
      let isEqual = piece.left == Array(whole.left[range]) && piece.right == Array(whole.right[range])
      #expect(isEqual)
    }
  }

  @Test func `the ceiling holds behind the compressor`() throws {
    let output = MeasuredMix(Self.music()).mastered(gainDB: 12, ceilingDB: -1, compression: BusCompression())
    let found = TruePeakMeter().peak(of: output.span, in: 0..<output.count)
    let peak = try #require(found)
    #expect(Decibels.decibels(fromGain: Double(peak)) < -0.9)
  }

  @Test(arguments: [-14.0, -9])
  func `a compressed remix comes out as loud as asked, to 0.1 LU`(target: Double) throws {
    let mix = MeasuredMix(Self.music(count: 661_500))
    let output = mix.mastered(gainDB: nil, ceilingDB: -1.5, compression: BusCompression(), target: target)
    let powers = powers(of: output)
    let loudness = Loudness.integrated(gatingBlockPowers: powers.span)
    #expect(abs(try #require(loudness) - target) < 0.1)
  }

  private func powers(of sound: StereoBuffer) -> [Float] {
    let count = Loudness.blockCount(forSamples: sound.count)
    var powers = [Float](repeating: 0, count: count)
    var span = powers.mutableSpan
    Loudness.gatingBlockPowers(of: sound.span, blocks: 0..<count, into: &span)
    return powers
  }

  private func master(
    _ sound: StereoBuffer, gainDB: Double = 0, ceiling: Double = noCeiling, compression: BusCompression?,
    target: Double = target
  ) -> StereoBuffer {
    MeasuredMix(sound).mastered(gainDB: gainDB, ceilingDB: ceiling, compression: compression, target: target)
  }

  /// A chord that swells and falls, and a drum every quarter of a second.
  private static func music(count: Int = 60_000) -> StereoBuffer {
    let noise = SeededNoise(seed: 8)
    let left = (0..<count).map { index in
      let time = Double(index) / 44_100
      let swell = 0.5 + 0.4 * sin(1.3 * time)
      let chord = [55.0, 220, 277, 330].reduce(0) { $0 + 0.12 * sin(2 * .pi * $1 * time) }
      let strike = 0.4 * exp(-Double(index % 11_025) / 1_500)
      // White but for half the sample rate itself, which no sound between samples could be told from.
      return Float(swell * chord + strike * Double(noise.sample(at: index) + noise.sample(at: index + 1)))
    }
    return StereoBuffer(left: left, right: left.map { 0.8 * $0 })
  }

  private func level(_ samples: [Float], _ range: Range<Int>) -> Double {
    Decibels.decibels(fromPower: samples[range].reduce(0) { $0 + Double($1) * Double($1) } / Double(range.count))
  }

  private func power(of samples: [Float], at frequency: Double) -> Double {
    var (real, imaginary) = (0.0, 0.0)
    for (index, sample) in samples.enumerated() {
      let phase = 2 * .pi * frequency * Double(index) / 44_100
      real += Double(sample) * cos(phase)
      imaginary += Double(sample) * sin(phase)
    }
    return real * real + imaginary * imaginary
  }
}
