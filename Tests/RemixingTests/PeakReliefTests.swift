import Audio
import Glibc
import Remixing
import Testing

/// A master lowered in single blocks.
struct PeakReliefTests {
  private static let block = PeakRelief.blockLength
  private let tone = MeasuredMix(
    StereoBuffer(mono: (0..<44_100).map { 0.2 * Float(sin(2 * Double.pi * 997 * Double($0) / 44_100)) }))

  /// 6 dB less in block 30 of a second.
  private var relief: [Float] {
    var relief = [Float](repeating: 0, count: PeakRelief.blockCount(forSamples: 44_100))
    relief[30] = 6
    return relief
  }

  private func processed(_ range: Range<Int>, relief: [Float]) -> StereoBuffer {
    tone.mastered(range, gainDB: 3, ceilingDB: -1, relief: relief)
  }

  @Test func `a block is lowered by its decibels, and what is far from it is not touched`() {
    let plain = processed(0..<44_100, relief: [])
    let lowered = processed(0..<44_100, relief: relief)
    let half = Float(Decibels.gain(fromDB: -6))
    let block = 30 * Self.block..<31 * Self.block
    for index in block where abs(plain.left[index]) > 0.01 {
      #expect(abs(lowered.left[index] / plain.left[index] - half) < 1e-4)
    }
    let far = PeakRelief.reach
    #expect((lowered.left[..<(block.lowerBound - far)] == plain.left[..<(block.lowerBound - far)]) == true)
    #expect((lowered.left[(block.upperBound + far)...] == plain.left[(block.upperBound + far)...]) == true)
  }

  @Test func `a dip has no corner`() {
    let plain = processed(0..<44_100, relief: [])
    let lowered = processed(0..<44_100, relief: relief)
    let gains = plain.left.indices.filter { abs(plain.left[$0]) > 0.1 }.map { lowered.left[$0] / plain.left[$0] }
    #expect(zip(gains, gains.dropFirst()).allSatisfy { abs($0 - $1) < 0.05 })
  }

  @Test(arguments: [500, 1_000, 7_777])
  func `a dip is the same in pieces`(length: Int) {
    let whole = processed(0..<44_100, relief: relief)
    for start in stride(from: 0, to: 44_100, by: length) {
      let range = start..<min(start + length, 44_100)
      let piece = processed(range, relief: relief)
      #expect((piece.left == Array(whole.left[range])) == true)
    }
  }
}
