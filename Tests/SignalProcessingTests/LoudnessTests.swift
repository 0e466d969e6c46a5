import Audio
import Glibc
import SignalProcessing
import Testing

struct LoudnessTests {
  private func tone(_ frequency: Double, peakDB: Double, seconds: Double) -> StereoBuffer {
    let gain = Decibels.gain(fromDB: peakDB)
    return StereoBuffer(
      mono: (0..<Int(seconds * 44_100)).map { Float(gain * sin(2 * .pi * frequency * Double($0) / 44_100)) })
  }

  private func powers(of song: StereoBuffer, blocks: Range<Int>) -> [Float] {
    var powers = [Float](repeating: -1, count: blocks.count)
    do {
      var span = powers.mutableSpan
      Loudness.gatingBlockPowers(of: song.span, blocks: blocks, into: &span)
    }
    return powers
  }

  private func integrated(_ song: StereoBuffer) -> Double? {
    let all = powers(of: song, blocks: 0..<Loudness.blockCount(forSamples: song.count))
    return Loudness.integrated(gatingBlockPowers: all.span)
  }

  @Test(arguments: [-23.0, -33.0, -14.0])
  func `a stereo sine of 1 kHz has its peak level as loudness`(level: Double) throws {
    // EBU Tech 3341, cases 1 and 2.
    let loudness = try #require(integrated(tone(1_000, peakDB: level, seconds: 20)))
    #expect(abs(loudness - level) < 0.1)
  }

  @Test func `quiet passages do not lower the integrated loudness`() throws {
    // EBU Tech 3341, case 3: 10 s at -36, 60 s at -23, 10 s at -36 LUFS measures -23.
    let quiet = tone(1_000, peakDB: -36, seconds: 10)
    let loud = tone(1_000, peakDB: -23, seconds: 60)
    let song = StereoBuffer(mono: quiet.left + loud.left + quiet.left)
    let loudness = try #require(integrated(song))
    #expect(abs(loudness - -23) < 0.1)
  }

  @Test func `silence and songs under 400 ms have no loudness`() {
    #expect(integrated(StereoBuffer(count: 44_100)) == nil)
    #expect(integrated(tone(1_000, peakDB: 0, seconds: 0.39)) == nil)
    #expect(Loudness.blockCount(forSamples: 17_639) == 0)
    #expect(Loudness.blockCount(forSamples: 17_640) == 1)
    #expect(Loudness.blockCount(forSamples: 0) == 0)
  }

  @Test(arguments: [1, 7, 100, 130])
  func `a block's power does not depend on the range it was asked in`(chunk: Int) {
    var seed: UInt32 = 1
    let noise = (0..<44_100 * 25).map { index -> Float in
      seed = seed &* 1_664_525 &+ 1_013_904_223
      return (Float(seed >> 8) / 8_388_608 - 1) * Float(0.5 + 0.4 * sin(Double(index) / 30_000))
    }
    let song = StereoBuffer(left: noise, right: noise.reversed())
    let count = Loudness.blockCount(forSamples: song.count)
    let whole = powers(of: song, blocks: 0..<count)
    // Ranges in the middle of a group, over a group's border, and at the end.
    for start in [0, 37, 95, 101, 199, count - 1] {
      let range = start..<min(start + chunk, count)
      #expect(powers(of: song, blocks: range).elementsEqual(whole[range]) { $0.bitPattern == $1.bitPattern })
    }
  }

  // MARK: Blocks

  private func energies(of song: StereoBuffer, samples: Range<Int>) -> (weighted: [Float], aboveBass: [Float]) {
    let count = BlockEnergies.blockCount(forSamples: samples.count)
    var weighted = [Float](repeating: -1, count: count)
    var aboveBass = weighted
    var weightedSpan = weighted.mutableSpan
    var aboveBassSpan = aboveBass.mutableSpan
    BlockEnergies.measure(song.span, samples: samples, weighted: &weightedSpan, aboveBass: &aboveBassSpan)
    return (weighted, aboveBass)
  }

  /// The response of the filters that the standard tabulates for 48 kHz, in decibels.
  private static func tabulatedGainDB(at frequency: Double) -> Double {
    let stages: [(b: [Double], a: [Double])] = [
      ([1.53512485958697, -2.69169618940638, 1.19839281085285], [1, -1.69065929318241, 0.73248077421585]),
      ([1, -2, 1], [1, -1.99004745483398, 0.99007225036621]),
    ]
    let angle = 2 * .pi * frequency / 48_000
    func power(_ c: [Double]) -> Double {
      let real = c[0] + c[1] * cos(angle) + c[2] * cos(2 * angle)
      let imaginary = c[1] * sin(angle) + c[2] * sin(2 * angle)
      return real * real + imaginary * imaginary
    }
    return stages.reduce(0) { $0 + 10 * log10(power($1.b) / power($1.a)) }
  }

  @Test(arguments: [25.0, 40, 100, 500, 1_000, 2_000, 5_000, 10_000])
  func `tones are weighed as the standard has it`(frequency: Double) throws {
    let loudness = try #require(integrated(tone(frequency, peakDB: -10, seconds: 5)))
    #expect(abs(loudness - (-10 - 0.691 + Self.tabulatedGainDB(at: frequency))) < 0.03)
  }

  @Test func `loudness by blocks is that of the gating blocks`() throws {
    let loud = tone(300, peakDB: -10, seconds: 7.3)
    let song = StereoBuffer(
      left: loud.left + tone(4_000, peakDB: -30, seconds: 3).left,
      right: loud.left.map { $0 / 2 } + loud.left[..<132_300])
    let expected = try #require(integrated(song))
    let blocks = energies(of: song, samples: 0..<song.count).weighted
    let loudness = Loudness.integrated(blockEnergies: blocks.span, sampleCount: song.count)
    #expect(abs(try #require(loudness) - expected) < 0.001)
  }

  @Test func `blocks have the energies of their group wherever that is measured`() {
    var seed: UInt32 = 7
    let noise = (0..<5 * BlockEnergies.groupLength + 1_000).map { _ -> Float in
      seed = seed &* 1_664_525 &+ 1_013_904_223
      return Float(seed >> 8) / 8_388_608 - 1
    }
    let song = StereoBuffer(left: noise, right: noise.reversed())
    let whole = energies(of: song, samples: 0..<song.count)
    let perGroup = BlockEnergies.groupLength / BlockEnergies.blockLength
    for group in 0...5 {
      let start = group * BlockEnergies.groupLength
      let part = energies(of: song, samples: start..<min(start + BlockEnergies.groupLength, song.count))
      let place = group * perGroup..<group * perGroup + part.weighted.count
      #expect((part.weighted == Array(whole.weighted[place])) == true)
      #expect((part.aboveBass == Array(whole.aboveBass[place])) == true)
    }
  }

  @Test(arguments: [(25.0, -24.1), (50, -12.3), (100, -3), (400, 0), (5_000, 0)])
  func `what is measured above the bass has a second-order slope below 100 Hz`(frequency: Double, gainDB: Double) {
    let song = tone(frequency, peakDB: 0, seconds: 4)
    let blocks = energies(of: song, samples: 0..<song.count).aboveBass
    let inner = blocks[1_000..<2_400]
    // Two channels of half the power of a square.
    let power = Double(inner.reduce(0, +)) / Double(inner.count * BlockEnergies.blockLength)
    #expect(abs(10 * log10(power) - gainDB) < 0.1)
  }
}
