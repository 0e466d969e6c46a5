import Audio
import Glibc

/// Plays bass tones in mono: a sine for the fundamental, and filtered saws above it.
package struct BassVoice: Sendable {
  /// Brings the sum of all layers to about 1.
  private static let headroom: Float = 0.5
  private static let attack = WorkingFormat.sampleIndex(atSeconds: 0.003)
  private static let release = WorkingFormat.sampleIndex(atSeconds: 0.012)
  /// Under it only the sine sounds.
  private let lowest = FilterCoefficients(cutoff: 95, damping: 1.41)
  /// Above it the wobble is lifted, so that it speaks through the song.
  private let bright = FilterCoefficients(cutoff: 700, damping: 1.41)
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
    let course = BassCourse(of: tone, count: output.count, samplesPerBeat: samplesPerBeat)
    addSaws(of: tone, into: &output)
    switch tone.timbre {
    case .wobble: wobble(&output, along: course)
    case .growl: growl(&output, along: course)
    case .reese: darken(&output)
    }
    addSub(of: tone, along: course, into: &output)
    fadeEnds(of: &output)
  }

  // MARK: Layers

  private func addSaws(of tone: BassTone, into output: inout MutableSpan<Float>) {
    // Frequency ratio, first phase and gain of each saw: three around the note, two an octave and two two octaves above.
    let saws: [(ratio: Double, turns: Double, gain: Float)] =
      tone.timbre == .reese
      ? [(0.994, 0.25, 0.5), (1.006, 0.75, 0.5)]
      : [
        (1, 0, 0.32), (1.0052, 0.31, 0.28), (0.9946, 0.63, 0.28), (2.007, 0.17, 0.22), (1.991, 0.81, 0.22),
        (3.978, 0.44, 0.16), (4.026, 0.92, 0.16),
      ]
    for saw in saws {
      let frequency = tone.frequency * saw.ratio
      bank.table(for: frequency).add(frequency: frequency, turns: saw.turns, gain: saw.gain, into: &output)
    }
  }

  private func addSub(of tone: BassTone, along course: BassCourse, into output: inout MutableSpan<Float>) {
    var sub = [Float](repeating: 0, count: output.count)
    var span = sub.mutableSpan
    sine.add(frequency: tone.frequency, gain: 1, into: &span)
    // The sub breathes a little with the wobble, so that both sound like one instrument; a touch of saturation lets
    // small loudspeakers hint at it.
    let (closed, opened): (Float, Float) = tone.timbre == .reese ? (0.7, 0) : (0.5, 0.25)
    course.forEachSample(count: output.count) { index, motion in
      let level = closed + opened * motion.opening
      output[index] = Self.headroom * (output[index] + level * Saturation.soft(1.2 * span[index]))
    }
  }

  // MARK: Timbres

  private func wobble(_ output: inout MutableSpan<Float>, along course: BassCourse) {
    var first = StateVariableFilter()
    var second = StateVariableFilter()
    var lowCut = StateVariableFilter()
    var presence = StateVariableFilter()
    course.forEachSample(count: output.count) { index, motion in
      let resonant = first.process(output[index], motion.lower).low
      let smooth = second.process(resonant, motion.upper).low
      let driven = Saturation.soft(3.4 * smooth)
      let lifted = driven + 1.3 * presence.process(driven, bright).high
      let shaped = Saturation.soft(0.8 * lifted)
      output[index] = lowCut.process(shaped, lowest).high * (0.32 + 0.78 * motion.opening)
    }
  }

  private func growl(_ output: inout MutableSpan<Float>, along course: BassCourse) {
    var throat = StateVariableFilter()
    var mouth = StateVariableFilter()
    var lowCut = StateVariableFilter()
    course.forEachSample(count: output.count) { index, motion in
      let driven = Saturation.soft(3 * output[index])
      let low = throat.process(driven, motion.lower)
      let high = mouth.process(driven, motion.upper)
      let voiced = Saturation.soft(0.9 * low.band + 0.8 * high.band + 0.5 * low.low)
      output[index] = lowCut.process(voiced, lowest).high * (0.34 + 0.6 * motion.opening)
    }
  }

  private func darken(_ output: inout MutableSpan<Float>) {
    var first = StateVariableFilter()
    var lowCut = StateVariableFilter()
    let dark = FilterCoefficients(cutoff: 420, damping: 1.1)
    for index in output.indices {
      output[index] = 0.6 * lowCut.process(first.process(output[index], dark).low, lowest).high
    }
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
