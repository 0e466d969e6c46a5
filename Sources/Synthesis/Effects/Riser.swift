package import Audio
import Glibc

/// Noise and gliding saws that climb towards the start of a part.
package struct Riser: Sendable {
  private let sweep: Sweep
  private let recording: StereoBuffer?

  /// - Parameters:
  ///   - count: Samples from the first breath to the top.
  ///   - frequency: The tone's first pitch in Hz; it climbs two octaves.
  ///   - samples: Recordings; one of a riser is played so that it ends where this riser does.
  package init(
    count: Int, frequency: Double, seed: UInt64, bank: SawBank = SawBank(),
    samples: InstrumentSamples = InstrumentSamples()
  ) {
    sweep = Sweep(count: count, frequency: frequency, octaves: 2, seed: seed, bank: bank)
    recording = samples.recording(of: .riser)?.lastSamples(count)
  }

  /// Adds the part of the riser that falls into `output`.
  ///
  /// - Parameter start: Where the riser starts, counted from the first sample of `output`; may be negative.
  package func add(at start: Int, gain: Float, into output: inout MutableStereoSpan) {
    if let recording {
      return recording.add(at: start + sweep.count - recording.count, gain: gain, into: &output)
    }
    sweep.add(at: start, gain: gain, into: &output) { progress in
      // Quiet for long, then steep; the last hundredth fades so that the top does not click.
      let level = Float(pow(progress, 1.8) * min(max((1 - progress) * 100, 0), 1))
      return Sweep.Moment(cutoff: 320 * pow(32, progress), noiseLevel: 0.62 * level, toneLevel: 0.2 * level)
    }
  }
}

/// The opposite of a riser: a wind that falls and dies away after the start of a part.
package struct DownLifter: Sendable {
  private let sweep: Sweep
  private let recording: StereoBuffer?

  /// - Parameters:
  ///   - count: Samples from the top to the last breath.
  ///   - frequency: The tone's first pitch in Hz; it falls two octaves.
  ///   - samples: Recordings; one of a down-lifter takes this one's place, cut to its length.
  package init(
    count: Int, frequency: Double, seed: UInt64, bank: SawBank = SawBank(),
    samples: InstrumentSamples = InstrumentSamples()
  ) {
    sweep = Sweep(count: count, frequency: frequency, octaves: -2, seed: seed, bank: bank)
    recording = samples.recording(of: .downLifter)?.firstSamples(count)
  }

  /// Adds the part of the down-lifter that falls into `output`.
  ///
  /// - Parameter start: Where it starts, counted from the first sample of `output`; may be negative.
  package func add(at start: Int, gain: Float, into output: inout MutableStereoSpan) {
    if let recording { return recording.add(at: start, gain: gain, into: &output) }
    let attack = 0.004 * Double(WorkingFormat.sampleRate) / Double(max(sweep.count, 1))
    sweep.add(at: start, gain: gain, into: &output) { progress in
      let level = Float(pow(max(1 - progress, 0), 2.2) * min(progress / attack, 1))
      return Sweep.Moment(cutoff: 9_500 * pow(0.02, progress), noiseLevel: 0.62 * level, toneLevel: 0.18 * level)
    }
  }
}

extension StereoBuffer {
  /// At most `limit` samples of the end; what was cut off in front fades in.
  func lastSamples(_ limit: Int) -> StereoBuffer {
    guard count > limit else { return self }
    var part = StereoBuffer(left: Array(left.suffix(limit)), right: Array(right.suffix(limit)))
    part.fadeEnds(attack: min(882, limit), release: 0)
    return part
  }

  /// At most `limit` samples of the start; where the rest was cut off it fades out.
  func firstSamples(_ limit: Int) -> StereoBuffer {
    guard count > limit else { return self }
    var part = StereoBuffer(left: Array(left.prefix(limit)), right: Array(right.prefix(limit)))
    part.fadeEnds(attack: 0, release: min(882, limit))
    return part
  }
}
