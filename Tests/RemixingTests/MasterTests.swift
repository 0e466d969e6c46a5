import Audio
import Glibc
import Remixing
import SignalProcessing
import Synthesis
import Testing

struct MasterTests {
  /// Sounds that peak between their samples or far above full scale.
  private static let hardSounds: [(name: String, sound: StereoBuffer)] = {
    let noise = SeededNoise(seed: 9)
    let count = 30_000
    let quarter = (0..<count).map { Float(1.4 * sin(.pi / 2 * Double($0) + .pi / 4)) }
    let square = (0..<count).map { Float($0 / 37 % 2 == 0 ? 1.5 : -1.5) }
    // White but for half the sample rate itself, which no sound between samples could be told from.
    let bursts = (0..<count).map { index in
      index / 500 % 7 == 0 ? 3 * (noise.sample(at: index) + noise.sample(at: index + 1)) : 0.01
    }
    let clicks = (0..<count).map { Float($0 % 3_001 == 0 ? 6 : 0) }
    return [("quarter", quarter), ("square", square), ("bursts", bursts), ("clicks", clicks)].map {
      ($0, StereoBuffer(left: $1, right: $1.map { -0.5 * $0 }))
    }
  }()

  @Test(arguments: 0..<4)
  func `no true peak exceeds the ceiling`(index: Int) {
    let sound = Self.hardSounds[index].sound
    let output = master(sound, gainDB: 3, ceilingDB: -1)
    // An ideal limiter of the samples alone would miss up to 3 dB here.
    #expect(20 * log10(truePeak(of: output.left)) < -0.9)
    #expect(20 * log10(truePeak(of: output.left)) > -2.5)
  }

  @Test func `quiet sound passes untouched but for the gain`() {
    let sound = StereoBuffer(mono: (0..<20_000).map { Float(0.3 * sin(0.05 * Double($0))) })
    let output = master(sound, gainDB: 0, ceilingDB: -1)
    #expect(output == sound)
    let doubled = master(sound, gainDB: 6.020599913, ceilingDB: -1)
    #expect(zip(doubled.left, sound.left).allSatisfy { abs($0 - 2 * $1) < 1e-6 })
  }

  @Test func `a sample is only touched near a peak`() {
    var sound = StereoBuffer(mono: [Float](repeating: 0.1, count: 20_000))
    sound.left[10_000] = 3
    let output = master(sound, gainDB: 0, ceilingDB: -1)
    #expect(output.left[10_000] < 0.9)
    #expect(output.left[10_100] < 0.05)
    // Twice 10 ms of hold and some blocks.
    let reach = 960
    #expect(Array(output.left[..<(10_000 - reach)]) == Array(sound.left[..<(10_000 - reach)]))
    #expect(Array(output.left[(10_000 + reach)...]) == Array(sound.left[(10_000 + reach)...]))
  }

  @Test(arguments: 0..<4, [1_000, 4_097, 12_345])
  func `a remix mastered in pieces equals the whole, sample by sample`(index: Int, length: Int) {
    let sound = Self.hardSounds[index].sound
    let mix = MeasuredMix(sound)
    let whole = mix.mastered(gainDB: 2, ceilingDB: -1)
    for start in stride(from: 0, to: sound.count, by: length) {
      let range = start..<min(start + length, sound.count)
      let piece = mix.mastered(range, gainDB: 2, ceilingDB: -1)
      #expect((piece.left == Array(whole.left[range])) == true)
      #expect((piece.right == Array(whole.right[range])) == true)
    }
  }

  @Test(arguments: [-14.0, -9])
  func `a remix comes out as loud as asked, to 0.1 LU`(target: Double) throws {
    let analysis = MadeSongs.analysis(seconds: 70)
    let plan = RemixPlan(analysis: analysis, options: RemixOptions())
    let mix = MeasuredMix(Rendering.whole(plan, of: MadeSongs.sound(of: analysis)))
    // The louder target has the limiter work hard.
    let output = mix.mastered(gainDB: nil, ceilingDB: -1.5, target: target)
    let loudness = try #require(Self.loudness(of: output))
    #expect(abs(loudness - target) < 0.1)
  }

  @Test func `relief is made good`() throws {
    let noise = SeededNoise(seed: 3)
    let sound = StereoBuffer(mono: (0..<441_000).map { 0.2 * noise.sample(at: $0) })
    let relief = (0..<PeakRelief.blockCount(forSamples: sound.count)).map { Float($0 % 20 == 0 ? 3 : 0) }
    let output = MeasuredMix(sound).mastered(gainDB: nil, ceilingDB: 20, relief: relief)
    let loudness = try #require(Self.loudness(of: output))
    #expect(abs(loudness - -14) < 0.1)
  }

  @Test func `a loudness that the peaks do not allow is said to be out of reach`() {
    let clicks = StereoBuffer(mono: (0..<220_500).map { $0 % 22_050 == 0 ? 0.9 : 0 })
    let found = MeasuredMix(clicks).outcome(gainDB: nil, ceilingDB: -1, target: -6)
    #expect(found.isOutOfReach)
  }

  @Test func `silence gets no gain, and has no loudness`() {
    let found = MeasuredMix(StereoBuffer(count: 100_000)).outcome(gainDB: nil, ceilingDB: -1)
    #expect(found.gainDB == 0)
    #expect(found.loudnessLUFS == nil)
    #expect(!found.isOutOfReach)
  }

  private static func loudness(of sound: StereoBuffer) -> Double? {
    let count = Loudness.blockCount(forSamples: sound.count)
    var powers = [Float](repeating: 0, count: count)
    var span = powers.mutableSpan
    Loudness.gatingBlockPowers(of: sound.span, blocks: 0..<count, into: &span)
    return Loudness.integrated(gatingBlockPowers: powers.span)
  }

  private func master(_ sound: StereoBuffer, gainDB: Double, ceilingDB: Double) -> StereoBuffer {
    MeasuredMix(sound).mastered(gainDB: gainDB, ceilingDB: ceilingDB)
  }

  /// The peak of the wave at four points per sample, by a much longer sinc than the limiter's own.
  private func truePeak(of samples: [Float]) -> Double {
    let reach = 64
    var peak = 0.0
    for phase in 0..<4 {
      let fraction = Double(phase) / 4
      let weights = (1 - reach...reach).map { tap in
        let distance = Double(tap) - fraction
        let window = 0.5 + 0.5 * cos(.pi * distance / Double(reach + 1))
        return distance == 0 ? 1 : sin(.pi * distance) / (.pi * distance) * window
      }
      for index in reach..<samples.count - reach {
        var sum = 0.0
        for tap in 0..<2 * reach { sum += weights[tap] * Double(samples[index + tap + 1 - reach]) }
        peak = max(peak, abs(sum))
      }
    }
    return peak
  }
}
