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
}
