import Audio
import Glibc
import Remixing
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
    let reach = Master.context
    #expect(Array(output.left[..<(10_000 - reach)]) == Array(sound.left[..<(10_000 - reach)]))
    #expect(Array(output.left[(10_000 + reach)...]) == Array(sound.left[(10_000 + reach)...]))
  }

  @Test(arguments: 0..<4, [1_000, 4_097, 12_345])
  func `a remix mastered in pieces equals the whole, sample by sample`(index: Int, length: Int) {
    let sound = Self.hardSounds[index].sound
    let whole = master(sound, gainDB: 2, ceilingDB: -1)
    let master = Master(gainDB: 2, truePeakCeilingDB: -1)
    for start in stride(from: 0, to: sound.count, by: length) {
      let range = start..<min(start + length, sound.count)
      // Only the piece and its context are there.
      let known = max(range.lowerBound - Master.context, 0)..<min(range.upperBound + Master.context, sound.count)
      var piece = StereoBuffer(count: range.count)
      var span = piece.mutableSpan
      master.process(
        sound.span.extracting(known), range: range.lowerBound - known.lowerBound..<range.upperBound - known.lowerBound,
        into: &span)
      #expect(piece.left == Array(whole.left[range]))
      #expect(piece.right == Array(whole.right[range]))
    }
  }

  @Test func `loudness settles at the target within 0.3 LU`() throws {
    let analysis = MadeSongs.analysis(seconds: 70)
    let plan = RemixPlan(analysis: analysis, options: RemixOptions())
    let mix = Rendering.whole(plan, of: MadeSongs.sound(of: analysis))
    let unlimited = powers(of: mix, plan, master: nil)
    // A target so loud that the limiter works hard.
    var gain = LoudnessGoal.gainDB(unlimitedPowers: unlimited.span, target: -9)
    var left = Double.infinity
    for _ in 0..<LoudnessGoal.rounds where abs(left) > LoudnessGoal.tolerance {
      let limited = powers(of: mix, plan, master: Master(gainDB: gain, truePeakCeilingDB: -1.5))
      let corrected = LoudnessGoal.correctedGainDB(gain, limitedPowers: limited.span, target: -9)
      left = corrected - gain
      gain = corrected
    }
    let settled = powers(of: mix, plan, master: Master(gainDB: gain, truePeakCeilingDB: -1.5))
    left = LoudnessGoal.correctedGainDB(0, limitedPowers: settled.span, target: -9)
    #expect(abs(left) < 0.3)
  }

  @Test func `measuring a segment needs no more than its samples`() {
    let analysis = MadeSongs.analysis(seconds: 40)
    let plan = RemixPlan(analysis: analysis, options: RemixOptions())
    let mix = Rendering.whole(plan, of: MadeSongs.sound(of: analysis))
    let master = Master(gainDB: 6, truePeakCeilingDB: -1)
    let none: [Float] = []
    for segment in 0..<plan.segmentCount {
      let range = LoudnessGoal.samplesNeeded(forSegment: segment, of: plan)
      var other = StereoBuffer(mono: [Float](repeating: 5, count: mix.count))
      other.left.replaceSubrange(range, with: mix.left[range])
      other.right.replaceSubrange(range, with: mix.right[range])
      let known = LoudnessGoal.powers(of: mix.span, segment: segment, of: plan, master: master, relief: none.span)
      let found = LoudnessGoal.powers(of: other.span, segment: segment, of: plan, master: master, relief: none.span)
      #expect(found == known)
    }
  }

  @Test func `the gain for silence is none`() {
    let nothing = [Float](repeating: 0, count: 100)
    #expect(LoudnessGoal.gainDB(unlimitedPowers: nothing.span, target: -14) == 0)
  }

  private func powers(of mix: StereoBuffer, _ plan: RemixPlan, master: Master?) -> [Float] {
    let none: [Float] = []
    return (0..<plan.segmentCount).flatMap {
      LoudnessGoal.powers(of: mix.span, segment: $0, of: plan, master: master, relief: none.span)
    }
  }

  private func master(_ sound: StereoBuffer, gainDB: Double, ceilingDB: Double) -> StereoBuffer {
    var output = StereoBuffer(count: sound.count)
    var span = output.mutableSpan
    Master(gainDB: gainDB, truePeakCeilingDB: ceilingDB).process(sound.span, range: 0..<sound.count, into: &span)
    return output
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
