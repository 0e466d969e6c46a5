import Audio
import Glibc
import SignalProcessing

/// Filtered noise and gliding saws, from which risers and their opposites are made.
///
/// Made in blocks, each of which starts its filters anew some samples early: after that long nothing is left of what
/// they heard before, so a sweep need not be run through from its start to hear its end.
struct Sweep: Sendable {
  /// Where a sweep stands at one moment.
  struct Moment {
    /// Of the band of noise, in Hz.
    var cutoff: Double
    /// Linear factors.
    var noiseLevel: Float
    var toneLevel: Float
  }

  /// Samples between two computations of the moment.
  private static let step = 32
  /// Samples made in one go; a multiple of the step, as is the lead.
  private static let block = 8_192
  /// A filter at 150 Hz has lost over 100 dB by then.
  private static let lead = 2_048

  let count: Int
  /// The tone at the start in Hz, and the octaves it climbs.
  let frequency: Double
  let octaves: Double
  let seed: UInt64
  let bank: SawBank

  /// Adds the part that falls into `output`.
  ///
  /// - Parameters:
  ///   - start: Where the sweep starts, counted from the first sample of `output`; may be negative.
  ///   - moment: At a share of the sweep, 0...1.
  func add(at start: Int, gain: Float, into output: inout MutableStereoSpan, moment: (Double) -> Moment) {
    let heard = max(-start, 0)..<max(min(count, output.count - start), max(-start, 0))
    guard !heard.isEmpty else { return }
    for number in heard.lowerBound / Self.block...(heard.upperBound - 1) / Self.block {
      let block = number * Self.block..<min((number + 1) * Self.block, count)
      let run = Run(sweep: self, first: max(block.lowerBound - Self.lead, 0), end: block.upperBound)
      let part = block.clamped(to: heard)
      run.add(part, at: start, gain: gain, into: &output, moment: moment)
    }
  }

  /// The tone's turns since the start: the integral of frequency * 2^(octaves * progress).
  private func turns(at index: Int) -> Double {
    let seconds = WorkingFormat.seconds(ofSamples: count)
    // The last step of a very short sweep reaches far beyond its end.
    let progress = min(Double(index) / Double(count), 2)
    return frequency * seconds * (exp2(octaves * progress) - 1) / (octaves * log(2))
  }

  /// One block.
  private struct Run {
    let sweep: Sweep
    let first: Int
    let end: Int

    func add(
      _ part: Range<Int>, at start: Int, gain: Float, into output: inout MutableStereoSpan,
      moment: (Double) -> Moment
    ) {
      let (shared, mirror) = (SeededNoise(seed: sweep.seed), SeededNoise(seed: ~sweep.seed))
      var filter = LaneFilter<SIMD4<Float>>()
      var saws = StereoBuffer(count: Sweep.step)
      var sawSpan = saws.mutableSpan
      var position = first
      var current = moment(Double(first) / Double(sweep.count))
      var turns = sweep.turns(at: first)
      while position < part.upperBound {
        let next = moment(min(Double(position + Sweep.step) / Double(sweep.count), 1))
        let terms = LaneTerms<SIMD4<Float>>(FilterCoefficients(cutoff: current.cutoff, damping: 0.75))
        let nextTurns = sweep.turns(at: position + Sweep.step)
        Tone(sweep, from: turns, to: nextTurns).write(into: &sawSpan)
        turns = nextTurns
        for offset in 0..<min(Sweep.step, end - position) {
          let index = position + offset
          let (middle, side) = (0.8 * shared.sample(at: index), 0.6 * mirror.sample(at: index))
          let outputs = filter.process(
            SIMD4(middle + side, middle - side, sawSpan.left[offset], sawSpan.right[offset]), terms)
          guard part.contains(index) else { continue }
          let share = Float(offset) / Float(Sweep.step)
          let noiseLevel = gain * (current.noiseLevel + (next.noiseLevel - current.noiseLevel) * share)
          let toneLevel = gain * (current.toneLevel + (next.toneLevel - current.toneLevel) * share)
          output.left[start + index] += noiseLevel * outputs.band.x + toneLevel * outputs.low.z
          output.right[start + index] += noiseLevel * outputs.band.y + toneLevel * outputs.low.w
        }
        current = next
        position += Sweep.step
      }
    }
  }

  /// Saws over one step: one in the middle and one to each side.
  private struct Tone {
    private static let detune = (left: 1.006, right: 0.9945)

    private let tables: (lower: Wavetable, upper: Wavetable, share: Float)
    private let starts: SIMD4<UInt32>
    private let steps: SIMD4<UInt32>

    init(_ sweep: Sweep, from turns: Double, to next: Double) {
      let frequency = (next - turns) / Double(Sweep.step) * Double(WorkingFormat.sampleRate)
      tables = sweep.bank.neighbours(of: frequency * Self.detune.left)
      func phase(_ turns: Double) -> UInt32 {
        UInt32(truncatingIfNeeded: Int64(((turns - turns.rounded(.down)) * 0x1p32).rounded()))
      }
      func pair(_ ratio: Double) -> (UInt32, UInt32) {
        let start = ratio * turns
        // No faster than half the sample rate, whatever pitch was asked for.
        let step = min((ratio * next - start) / Double(Sweep.step), 0.5)
        return (phase(start), UInt32((step * 0x1p32).rounded()))
      }
      let (middle, left, right) = (pair(1), pair(Self.detune.left), pair(Self.detune.right))
      starts = SIMD4(middle.0, left.0, right.0, 0)
      steps = SIMD4(middle.1, left.1, right.1, 0)
    }

    /// Writes a step of it.
    func write(into output: inout MutableStereoSpan) {
      let lanes = SIMD8<UInt32>(0, 1, 2, 3, 4, 5, 6, 7)
      for offset in stride(from: 0, to: Sweep.step, by: 8) {
        let places = lanes &+ UInt32(offset)
        let middle = saw(starts.x &+ places &* steps.x)
        output.left.set(middle + saw(starts.y &+ places &* steps.y), from: offset)
        output.right.set(middle + saw(starts.z &+ places &* steps.z), from: offset)
      }
    }

    @inline(__always)
    private func saw(_ phases: SIMD8<UInt32>) -> SIMD8<Float> {
      let lower = tables.lower.eight(at: phases)
      return lower + (tables.upper.eight(at: phases) - lower) * tables.share
    }
  }
}
