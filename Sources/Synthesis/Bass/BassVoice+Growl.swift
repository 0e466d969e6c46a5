import Audio
import Glibc

extension BassVoice {
  /// Saws folded along a sine, ever harder as the wobble opens, then three formants that move from vowel to vowel.
  mutating func growl(_ tone: BassTone, _ count: Int) -> StereoBuffer {
    var sound = saws(Self.growlLayers, frequency: tone.frequency, count: count)
    let course = NoteCourse(count: count) { index in
      GrowlMotion(tone, opening: opening(of: tone, at: index, count: count))
    }
    var smooth = LaneFilter<SIMD2<Float>>()
    course.forEachSample(count: count) { index, motion in
      let dark = smooth.process(SIMD2(sound.left[index], sound.right[index]), motion.source).low
      let driven = motion.drive * dark
      sound.left[index] = driven.x
      sound.right[index] = driven.y
    }
    shape(&sound, along: FoldCurve())

    // Three formants of two channels: left and right of each after the other. The last two lanes hear the teeth: what
    // hisses above the vowel.
    var throat = LaneFilter<SIMD8<Float>>()
    course.forEachSample(count: count) { index, motion in
      let (left, right) = (sound.left[index], sound.right[index])
      let voice = SIMD8(left, right, left, right, left, right, left, right)
      let outputs = throat.process(voice, motion.throat)
      let bands = motion.gains * outputs.band
      sound.left[index] = 0.2 * left + bands[0] + bands[2] + bands[4] + 0.4 * outputs.high[6]
      sound.right[index] = 0.2 * right + bands[1] + bands[3] + bands[5] + 0.4 * outputs.high[7]
    }
    shape(&sound, along: SoftCurve(drive: 2.4))
    course.forEachSample(count: count) { index, motion in
      let level = 0.14 + 0.3 * motion.opening
      sound.left[index] *= level
      sound.right[index] *= level
    }
    return sound
  }

  private static let growlLayers = [
    SawLayer(left: (1, 0), right: (1, 0), gain: 0.5),
    SawLayer(left: (1.004, 0.37), right: (0.9963, 0.61), gain: 0.3),
    SawLayer(left: (2.003, 0.2), right: (1.9975, 0.74), gain: 0.34),
  ]
}

/// Vowels as the first three formants of a bass singer, in Hz with levels in decibels.
///
/// After the formant frequencies in the Csound manual (appendix D), moved up by a fifth, with more level in the upper
/// ones: the mouth of a smaller and angrier monster cuts through better.
enum Vowels {
  /// From the closed to the open mouth: "u", "o", "a", "e", "i".
  private static let path: [(frequencies: SIMD4<Double>, levels: SIMD4<Double>)] = [
    ([350, 600, 2_400, 0], [0, -6, -16, 0]),
    ([400, 750, 2_400, 0], [0, -4, -12, 0]),
    ([600, 1_040, 2_250, 0], [0, -2, -5, 0]),
    ([400, 1_620, 2_400, 0], [-2, -1, -3, 0]),
    ([250, 1_750, 2_600, 0], [-4, -2, -3, 0]),
  ]
  private static let shift = 1.5

  /// The frequencies and linear gains at `place` of the path, 0...1.
  static func formants(at place: Double) -> (frequencies: [Double], gains: [Float]) {
    let position = min(max(place, 0), 1) * Double(path.count - 1)
    let index = min(Int(position), path.count - 2)
    let share = position - Double(index)
    let (from, to) = (path[index], path[index + 1])
    let frequencies = (0..<3).map {
      shift * from.frequencies[$0] * pow(to.frequencies[$0] / from.frequencies[$0], share)
    }
    let gains = (0..<3).map {
      Float(Decibels.gain(fromDB: from.levels[$0] + (to.levels[$0] - from.levels[$0]) * share))
    }
    return (frequencies, gains)
  }
}

private struct GrowlMotion: NoteMotion {
  var source: FilterCoefficients
  var throat: LaneTerms<SIMD8<Float>>
  var gains: SIMD8<Float>
  /// How far the saws reach into the folds.
  var drive: Float
  var opening: Float

  init(_ tone: BassTone, opening: Double) {
    let reach = opening * (0.4 + 0.6 * tone.brightness)
    source = FilterCoefficients(cutoff: 600 * pow(5, reach), damping: 1.2)
    let vowel = Vowels.formants(at: reach)
    // Wider with their height, so that the voice stays a voice.
    let filters = zip(vowel.frequencies, [Float(0.2), 0.16, 0.14]).map { FilterCoefficients(cutoff: $0, damping: $1) }
    let teeth = FilterCoefficients(cutoff: 2_800, damping: 1.2)
    throat = LaneTerms([0, 0, 1, 1, 2, 2].map { filters[$0] } + [teeth, teeth])
    let gains = zip(vowel.gains, [Float(0.2), 0.16, 0.14]).map { 3 * $0 * $1 }
    self.gains = SIMD8(gains[0], gains[0], gains[1], gains[1], gains[2], gains[2], 0, 0)
    drive = Float(2.2 + 3.2 * reach)
    self.opening = Float(opening)
  }

  @inline(__always)
  func step(to next: GrowlMotion, share: Float) -> GrowlMotion {
    var step = self
    step.source = source.step(to: next.source, share: share)
    step.throat = throat.step(to: next.throat, share: share)
    step.gains = (next.gains - gains) * share
    step.drive = (next.drive - drive) * share
    step.opening = (next.opening - opening) * share
    return step
  }

  @inline(__always)
  mutating func advance(by step: GrowlMotion) {
    source.advance(by: step.source)
    throat.advance(by: step.throat)
    gains += step.gains
    drive += step.drive
    opening += step.opening
  }
}
