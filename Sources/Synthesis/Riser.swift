package import Audio
import Glibc

/// Noise and a gliding tone that climb towards the start of a part.
package struct Riser: Sendable {
  /// Samples between two computations of the filter and the pitch.
  private static let controlStep = 32

  private let noise: SeededNoise
  private let mirror: SeededNoise
  private let count: Int
  private let frequency: Double

  /// - Parameters:
  ///   - count: Samples from the first breath to the top.
  ///   - frequency: The tone's first pitch in Hz; it climbs two octaves.
  package init(count: Int, frequency: Double, seed: UInt64) {
    self.count = count
    self.frequency = frequency
    noise = SeededNoise(seed: seed)
    mirror = SeededNoise(seed: ~seed)
  }

  /// Adds the part of the riser that falls into `output`.
  ///
  /// - Parameter start: Where the riser starts, counted from the first sample of `output`; may be negative.
  package func add(at start: Int, gain: Float, into output: inout MutableStereoSpan) {
    var left = StateVariableFilter()
    var right = StateVariableFilter()
    var turns = 0.0
    let end = min(count, output.count - start)
    var position = 0
    // Filters and pitch depend on all that came before, so it is run through, though only heard from `output` on.
    while position < end {
      let progress = Double(position) / Double(count)
      let cutoff = FilterCoefficients(cutoff: 350 * pow(26, progress), damping: 0.7)
      let step = frequency * pow(4, progress) / Double(WorkingFormat.sampleRate)
      // Quiet for long, then steep; the last hundredth fades so that the top does not click.
      let level = Float(pow(progress, 1.8) * min((1 - progress) * 100, 1))
      for index in position..<min(position + Self.controlStep, end) {
        turns += step
        if turns >= 1 { turns -= 1 }
        let shared = 0.8 * noise.sample(at: index)
        let outerLeft = left.process(shared + 0.6 * mirror.sample(at: index), cutoff).band
        let outerRight = right.process(shared - 0.6 * mirror.sample(at: index), cutoff).band
        let target = start + index
        guard target >= 0 else { continue }
        let tone = 0.11 * (1 - abs(4 * Float(turns) - 2))
        output.left[target] += gain * level * (outerLeft + tone)
        output.right[target] += gain * level * (outerRight + tone)
      }
      position += Self.controlStep
    }
  }
}
