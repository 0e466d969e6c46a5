import Audio
import Glibc

extension BassVoice {
  /// Detuned saws of three octaves, a resonant low-pass with a formant on its shoulder, and two stages of overdrive
  /// with a lift of the treble in between.
  mutating func wobble(_ tone: BassTone, _ count: Int) -> StereoBuffer {
    var sound = saws(Self.wobbleLayers, frequency: tone.frequency, count: count)
    let course = NoteCourse(count: count) { index in
      WobbleMotion(tone, opening: opening(of: tone, at: index, count: count))
    }
    var first = LaneFilter<SIMD2<Float>>()
    var second = LaneFilter<SIMD2<Float>>()
    var formant = LaneFilter<SIMD2<Float>>()
    course.apply(to: &sound) { sample, motion in
      let resonant = first.process(sample, motion.lower).low
      let voiced = resonant + 0.38 * formant.process(resonant, motion.formant).band
      return second.process(voiced, motion.upper).low
    }
    shape(&sound, along: SoftCurve(drive: 3.2))

    let treble = FilterCoefficients(cutoff: 800, damping: 1.41)
    // What the lowest octave would lose afterwards must not reach the second stage: it would come out as peaks.
    let bottom = FilterCoefficients(cutoff: 130, damping: 1.41)
    var lowCut = LaneFilter<SIMD2<Float>>()
    var presence = LaneFilter<SIMD2<Float>>()
    let openings = openings(of: tone, count: count)
    openings.apply(to: &sound) { driven, _ in
      lowCut.process(driven, bottom).high + 1.3 * presence.process(driven, treble).high
    }
    shape(&sound, along: SoftCurve(drive: 1.6))
    openings.apply(to: &sound) { sample, opening in (0.1 + 0.41 * opening.value) * sample }
    return sound
  }

  /// One saw in the middle and two beside it, then pairs an octave and two octaves above; the sides mirror each other.
  private static let wobbleLayers = [
    SawLayer(left: (1, 0), right: (1, 0), gain: 0.3),
    SawLayer(left: (1.0058, 0.31), right: (1.0047, 0.67), gain: 0.27),
    SawLayer(left: (0.9945, 0.63), right: (0.9952, 0.12), gain: 0.27),
    SawLayer(left: (2.007, 0.17), right: (1.994, 0.48), gain: 0.22),
    SawLayer(left: (1.991, 0.81), right: (2.01, 0.29), gain: 0.2),
    SawLayer(left: (3.978, 0.44), right: (4.024, 0.92), gain: 0.16),
  ]
}

private struct WobbleMotion: NoteMotion {
  var lower: FilterCoefficients
  var upper: FilterCoefficients
  var formant: FilterCoefficients

  init(_ tone: BassTone, opening: Double) {
    let closed = max(110, 1.8 * tone.frequency)
    let open = closed * pow(6_500 / closed, 0.45 + 0.55 * tone.brightness)
    let warped = FilterCoefficients.warp(closed * pow(open / closed, opening))
    lower = FilterCoefficients(warped: warped, damping: 0.38)
    upper = FilterCoefficients(warped: warped, damping: 1.3)
    // From "o" towards "e": the mouth opens with the filter.
    formant = FilterCoefficients(cutoff: 480 * pow(1_850.0 / 480, opening), damping: 0.35)
  }

  @inline(__always)
  func step(to next: WobbleMotion, share: Float) -> WobbleMotion {
    var step = self
    step.lower = lower.step(to: next.lower, share: share)
    step.upper = upper.step(to: next.upper, share: share)
    step.formant = formant.step(to: next.formant, share: share)
    return step
  }

  @inline(__always)
  mutating func advance(by step: WobbleMotion) {
    lower.advance(by: step.lower)
    upper.advance(by: step.upper)
    formant.advance(by: step.formant)
  }
}
