import Glibc
import SignalProcessing
import Testing

struct BlockFloatTests {
  private func packed(_ samples: [Float]) -> (values: [Int16], scales: [Float]) {
    var values = [Int16](repeating: 0, count: samples.count)
    var scales = [Float](repeating: 0, count: BlockFloat.blockCount(forSamples: samples.count))
    var valueSpan = values.mutableSpan
    var scaleSpan = scales.mutableSpan
    BlockFloat.pack(samples.span, into: &valueSpan, scales: &scaleSpan)
    return (values, scales)
  }

  private func unpacked(_ packed: (values: [Int16], scales: [Float]), _ range: Range<Int>) -> [Float] {
    var samples = [Float](repeating: 9, count: range.count + 2)
    var span = samples.mutableSpan
    BlockFloat.unpack(packed.values.span, scales: packed.scales.span, range: range, into: &span, at: 1)
    #expect(samples.first == 9 && samples.last == 9)
    return Array(samples[1...range.count])
  }

  @Test(arguments: [1, 63, 64, 1_000, 10_007], [Float(1), 1e-6, 40])
  func `the error is at most half a step of the block's loudest sample`(count: Int, level: Float) {
    let samples = (0..<count).map { level * Float(sin(Double($0 * $0) * 0.001) * exp(-Double($0 % 700) / 80)) }
    let result = unpacked(packed(samples), 0..<count)
    for index in samples.indices {
      let start = index / BlockFloat.blockLength * BlockFloat.blockLength
      let loudest = samples[start..<min(start + BlockFloat.blockLength, count)].reduce(0) { max($0, abs($1)) }
      #expect(abs(result[index] - samples[index]) <= loudest / 32_767 * 0.51)
    }
  }

  @Test func `any range is a part of the whole`() {
    let samples = (0..<1_000).map { Float(cos(Double($0) * 0.3)) }
    let packed = packed(samples)
    let whole = unpacked(packed, 0..<1_000)
    for range in [0..<1, 5..<64, 63..<65, 100..<777, 990..<1_000] {
      #expect(unpacked(packed, range) == Array(whole[range]))
    }
  }

  @Test func `silence, and what is too soft to have a scale, is silence`() {
    let samples: [Float] = Array(repeating: 0, count: 64) + Array(repeating: .leastNonzeroMagnitude, count: 64) + [1]
    let result = unpacked(packed(samples), 0..<129)
    #expect(result[..<128].allSatisfy { $0 == 0 })
    #expect(result[128] == 1)
  }
}
