import Audio
import Glibc

extension BassVoice {
  /// Saws a few cents apart that beat slowly, a notch that wanders through them, and a dark low-pass.
  ///
  /// The motion takes eight beats for a round; the wobble's rate plays no part.
  mutating func reese(_ tone: BassTone, _ count: Int) -> StereoBuffer {
    var sound = saws(Self.reeseLayers, frequency: tone.frequency, count: count)
    shape(&sound, along: SoftCurve(drive: 2))
    let course = NoteCourse(count: count) { index in ReeseMotion(tone, beat: Double(index) / samplesPerBeat) }
    var notches = (LaneFilter<SIMD2<Float>>(), LaneFilter<SIMD2<Float>>())
    var smooth = (LaneFilter<SIMD2<Float>>(), LaneFilter<SIMD2<Float>>())
    course.apply(to: &sound) { sample, motion in
      let low = notches.0.process(sample, motion.lowNotch)
      let high = notches.1.process(low.low + low.high, motion.highNotch)
      let dark = smooth.0.process(high.low + high.high, motion.lowPass).low
      return 0.8 * smooth.1.process(dark, motion.lowPass).low
    }
    return sound
  }

  private static let reeseLayers = [
    SawLayer(left: (1, 0.25), right: (1, 0.25), gain: 0.3),
    SawLayer(left: (1.0065, 0.6), right: (1.0052, 0.1), gain: 0.36),
    SawLayer(left: (0.9938, 0.85), right: (0.995, 0.45), gain: 0.36),
    SawLayer(left: (2.006, 0.1), right: (1.993, 0.7), gain: 0.14),
  ]
}

private struct ReeseMotion: NoteMotion {
  var lowNotch: FilterCoefficients
  var highNotch: FilterCoefficients
  var lowPass: FilterCoefficients

  init(_ tone: BassTone, beat: Double) {
    let sway = 0.5 - 0.5 * cos(2 * .pi * beat / 8)
    lowNotch = FilterCoefficients(cutoff: 260 * pow(4, sway), damping: 0.9)
    highNotch = FilterCoefficients(cutoff: 1_700 * pow(0.35, sway), damping: 0.7)
    lowPass = FilterCoefficients(cutoff: (420 + 1_600 * tone.brightness) * pow(1.7, sway), damping: 1.2)
  }

  @inline(__always)
  func step(to next: ReeseMotion, share: Float) -> ReeseMotion {
    var step = self
    step.lowNotch = lowNotch.step(to: next.lowNotch, share: share)
    step.highNotch = highNotch.step(to: next.highNotch, share: share)
    step.lowPass = lowPass.step(to: next.lowPass, share: share)
    return step
  }

  @inline(__always)
  mutating func advance(by step: ReeseMotion) {
    lowNotch.advance(by: step.lowNotch)
    highNotch.advance(by: step.highNotch)
    lowPass.advance(by: step.lowPass)
  }
}
