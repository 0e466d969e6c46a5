import Synthesis
import Testing

struct SeededNoiseTests {
  @Test func `a sample of noise depends on seed and position alone`() {
    let forward = SeededNoise(seed: 7)
    let backward = SeededNoise(seed: 7)
    let rising = (0..<100).map { forward.sample(at: $0) }
    let falling = (0..<100).reversed().map { backward.sample(at: $0) }
    #expect(rising == falling.reversed())
    #expect(SeededNoise(seed: 8).sample(at: 3) != forward.sample(at: 3))
  }

  @Test func `noise is white and spreads evenly over its range`() {
    let noise = SeededNoise(seed: 1)
    let samples = (0..<50_000).map { noise.sample(at: $0) }
    let mean = samples.reduce(0, +) / 50_000
    let power = samples.reduce(0) { $0 + $1 * $1 } / 50_000
    let neighbours = zip(samples, samples.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 } / 50_000
    #expect(abs(mean) < 0.01)
    #expect(abs(power - 1.0 / 3) < 0.01)
    #expect(abs(neighbours) < 0.01)
    #expect(samples.allSatisfy { $0 >= -1 && $0 < 1 })
  }
}
