import Audio
import Glibc

/// Plays bass tones in mono: a sine for the fundamental, and filtered saws above it.
package struct BassVoice: Sendable {
  /// Samples between two looks at the wobble; cutoff and level move evenly in between.
  private static let controlStep = 16
  private static let attack = WorkingFormat.sampleIndex(atSeconds: 0.003)
  private static let release = WorkingFormat.sampleIndex(atSeconds: 0.012)
  /// Hz below which only the sine sounds.
  private static let lowestOfSaws = 95.0
  /// Hz above which the wobble is lifted, so that it speaks through the song.
  private static let presence = 700.0

  private let bank = SawBank()
  private let sine = Wavetable(amplitudes: [1])
  private let samplesPerBeat: Int

  /// - Parameter samplesPerBeat: What a beat of the wobble's rates lasts.
  package init(samplesPerBeat: Int) {
    self.samplesPerBeat = samplesPerBeat
  }

  /// Overwrites `output` with the whole of `tone`, peaks near 1; it fades in and out at the ends.
  package func render(_ tone: BassTone, into output: inout MutableSpan<Float>) {
    for index in output.indices { output[index] = 0 }
    addSaws(of: tone, into: &output)
    switch tone.timbre {
    case .wobble: wobble(tone, &output)
    case .growl: growl(tone, &output)
    case .reese: darken(&output)
    }
    addSub(of: tone, into: &output)
    fadeEnds(of: &output)
  }

  // MARK: Layers

  private func addSaws(of tone: BassTone, into output: inout MutableSpan<Float>) {
    // Frequency ratio, first phase and gain of each saw: three around the note, two an octave above.
    let saws: [(ratio: Double, turns: Double, gain: Float)] =
      tone.timbre == .reese
      ? [(0.994, 0.25, 0.5), (1.006, 0.75, 0.5)]
      : [(1, 0, 0.34), (1.0052, 0.31, 0.3), (0.9946, 0.63, 0.3), (2.007, 0.17, 0.22), (1.991, 0.81, 0.22)]
    for saw in saws {
      let frequency = tone.frequency * saw.ratio
      bank.table(for: frequency).add(frequency: frequency, turns: saw.turns, gain: saw.gain, into: &output)
    }
  }

  private func addSub(of tone: BassTone, into output: inout MutableSpan<Float>) {
    // The sub breathes a little with the wobble, so that both sound like one instrument.
    var sub = [Float](repeating: 0, count: output.count)
    var span = sub.mutableSpan
    sine.add(frequency: tone.frequency, gain: 1, into: &span)
    forEachControl(of: tone, count: output.count) { index, motion in
      let level: Float = tone.timbre == .reese ? 0.7 : 0.5 + 0.25 * motion.level
      // A touch of saturation lets small loudspeakers hint at the fundamental.
      output[index] += level * Saturation.soft(1.2 * sub[index])
    }
  }

  // MARK: Timbres

  private func wobble(_ tone: BassTone, _ output: inout MutableSpan<Float>) {
    var first = StateVariableFilter()
    var second = StateVariableFilter()
    var lowCut = StateVariableFilter()
    var presence = StateVariableFilter()
    let lowest = StateVariableFilter.warp(Self.lowestOfSaws)
    let bright = StateVariableFilter.warp(Self.presence)
    forEachControl(of: tone, count: output.count) { index, motion in
      let resonant = first.process(output[index], warped: motion.warped, damping: 0.42).low
      let smooth = second.process(resonant, warped: motion.warped, damping: 1.25).low
      let driven = Saturation.soft(3.4 * smooth)
      let lifted = driven + 1.3 * presence.process(driven, warped: bright, damping: 1.41).high
      let shaped = Saturation.soft(0.8 * lifted)
      output[index] = lowCut.process(shaped, warped: lowest, damping: 1.41).high * (0.28 + 0.66 * motion.level)
    }
  }

  private func growl(_ tone: BassTone, _ output: inout MutableSpan<Float>) {
    var throat = StateVariableFilter()
    var mouth = StateVariableFilter()
    var lowCut = StateVariableFilter()
    let lowest = StateVariableFilter.warp(Self.lowestOfSaws)
    forEachControl(of: tone, count: output.count) { index, motion in
      let driven = Saturation.soft(3 * output[index])
      // Two resonances a little over an octave apart, as between "o" and "a".
      let low = throat.process(driven, warped: motion.warped * 0.42, damping: 0.3)
      let high = mouth.process(driven, warped: motion.warped, damping: 0.22)
      let voiced = Saturation.soft(0.9 * low.band + 0.8 * high.band + 0.5 * low.low)
      output[index] = lowCut.process(voiced, warped: lowest, damping: 1.41).high * (0.3 + 0.55 * motion.level)
    }
  }

  private func darken(_ output: inout MutableSpan<Float>) {
    var first = StateVariableFilter()
    var lowCut = StateVariableFilter()
    let cutoff = StateVariableFilter.warp(420)
    let lowest = StateVariableFilter.warp(Self.lowestOfSaws)
    for index in output.indices {
      let low = first.process(output[index], warped: cutoff, damping: 1.1).low
      output[index] = lowCut.process(low, warped: lowest, damping: 1.41).high * 0.6
    }
  }

  // MARK: Motion

  /// Where the wobble stands at one sample.
  private struct Motion {
    /// The cutoff as the filters take it.
    var warped: Float
    /// 0 closed, 1 open.
    var level: Float
  }

  /// Calls `body` for every sample with the wobble's motion, which it computes every `controlStep` samples.
  @inline(__always)
  private func forEachControl(of tone: BassTone, count: Int, _ body: (Int, Motion) -> Void) {
    var start = 0
    var current = motion(of: tone, at: 0, count: count)
    while start < count {
      let end = min(start + Self.controlStep, count)
      let next = motion(of: tone, at: start + Self.controlStep, count: count)
      let warpedStep = (next.warped - current.warped) / Float(Self.controlStep)
      let levelStep = (next.level - current.level) / Float(Self.controlStep)
      for index in start..<end {
        body(index, current)
        current.warped += warpedStep
        current.level += levelStep
      }
      current = next
      start = end
    }
  }

  private func motion(of tone: BassTone, at index: Int, count: Int) -> Motion {
    let beat = Double(index) / Double(samplesPerBeat)
    let opening = tone.wobble.opening(atBeat: beat, ofNoteLength: Double(count) / Double(samplesPerBeat))
    let range = tone.timbre == .growl ? (from: 420.0, to: 2_300.0) : (from: 130.0, to: 4_200.0)
    let cutoff = range.from * pow(range.to / range.from, opening)
    return Motion(warped: StateVariableFilter.warp(cutoff), level: Float(opening))
  }

  private func fadeEnds(of output: inout MutableSpan<Float>) {
    let count = output.count
    for index in 0..<min(Self.attack, count) {
      output[index] *= 0.5 - 0.5 * cosf(.pi * Float(index) / Float(Self.attack))
    }
    for index in 0..<min(Self.release, count) {
      output[count - 1 - index] *= 0.5 - 0.5 * cosf(.pi * Float(index) / Float(Self.release))
    }
  }
}
