import Audio
import Fixtures
import Foundation
import Testing

/// The remix of the demo as it was when somebody last looked at it and found it good.
///
/// Kept as a sketch: each tenth of a second is projected on a few sequences of random signs. The squared difference of two
/// projections has the energy of the difference of the sounds as its mean (Johnson and Lindenstrauss 1984), so a few
/// kilobytes tell how far two remixes are apart. `WUBREMIX_UPDATE_GOLDEN=1 scripts/test --filter GoldenTests` draws it
/// anew.
struct GoldenTests {
  private static let projectionsPerBlock = 4
  private static let blockLength = 4_410

  private var sketchPath: URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Golden/demo-remix.sketch")
  }

  @Test func `the remix of the demo is within -80 dB of the one that was approved`() throws {
    let folder = try TemporaryFolder()
    let run = try Program.run([Songs.demo, "-o", folder.path("demo.mp3"), "-q"], in: folder)
    #expect(run.status == 0)
    let remix = try FixtureFile.decoded(folder.path("demo.mp3"))
    let sketch = Self.sketch(of: remix)
    if ProcessInfo.processInfo.environment["WUBREMIX_UPDATE_GOLDEN"] != nil {
      try unsafe sketch.withUnsafeBytes { unsafe Data($0) }.write(to: sketchPath)
    }
    let golden = try unsafe Data(contentsOf: sketchPath).withUnsafeBytes { unsafe Array($0.bindMemory(to: Float.self)) }
    try #require(golden.count == sketch.count, "the remix has another length")
    let energy = zip(sketch, golden).reduce(0.0) { $0 + pow(Double($1.0 - $1.1), 2) }
    let meanSquare = energy / Double(Self.projectionsPerBlock) / Double(2 * remix.count)
    #expect(Decibels.decibels(fromPower: meanSquare) < -80)
  }

  @Test func `the sketch measures the distance of two sounds`() {
    let noise = Signals.noise(seconds: 5, seed: 1)
    let sound = StereoBuffer(mono: Signals.sine(440, seconds: 5))
    let disturbed = StereoBuffer(mono: zip(sound.left, noise).map { $0 + 0.001 * $1 })
    let energy = zip(Self.sketch(of: sound), Self.sketch(of: disturbed)).reduce(0.0) {
      $0 + pow(Double($1.0 - $1.1), 2)
    }
    let truth = 2 * noise.reduce(0.0) { $0 + pow(0.001 * Double($1), 2) }
    #expect(abs(energy / Double(Self.projectionsPerBlock) / truth - 1) < 0.5)
  }

  private static func sketch(of sound: StereoBuffer) -> [Float] {
    var random = FixtureRandom(seed: 0)
    var sketch: [Float] = []
    for start in stride(from: 0, to: sound.count, by: blockLength) {
      let block = start..<min(start + blockLength, sound.count)
      for _ in 0..<projectionsPerBlock {
        var sum = 0.0
        for index in block {
          let signs = random.next()
          sum += signs & 1 == 0 ? Double(sound.left[index]) : -Double(sound.left[index])
          sum += signs & 2 == 0 ? Double(sound.right[index]) : -Double(sound.right[index])
        }
        sketch.append(Float(sum))
      }
    }
    return sketch
  }
}
