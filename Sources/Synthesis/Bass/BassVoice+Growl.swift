import Audio
import Glibc

extension BassVoice {
  /// Saws folded along a sine, ever harder as the wobble opens, then three formants that move from vowel to vowel.
  mutating func growl(_ tone: BassTone, _ count: Int) -> StereoBuffer {
    var sound = saws(Self.growlLayers, frequency: tone.frequency, count: count)
    let sources = NoteCourse(count: count) { index in
      GrowlSource(reach: reach(of: tone, at: index, count: count))
    }
    var smooth = LaneFilter<SIMD2<Float>>()
    sources.apply(to: &sound) { sample, motion in motion.drive * smooth.process(sample, motion.filter).low }
    shape(&sound, along: FoldCurve())

    let throats = NoteCourse(count: count) { index in
      GrowlThroat(reach: reach(of: tone, at: index, count: count))
    }
    var throat = LaneFilter<SIMD8<Float>>()
    throats.apply(to: &sound) { sample, motion in
      let voice = SIMD8(
        lowHalf: SIMD4(lowHalf: sample, highHalf: sample), highHalf: SIMD4(lowHalf: sample, highHalf: sample))
      let outputs = throat.process(voice, motion.filters)
      let bands = motion.gains * outputs.band
      let vowel = bands.lowHalf.lowHalf + bands.lowHalf.highHalf + bands.highHalf.lowHalf
      return 0.2 * sample + vowel + 0.4 * outputs.high.highHalf.highHalf
    }
    shape(&sound, along: SoftCurve(drive: 2.4))
    openings(of: tone, count: count).apply(to: &sound) { sample, opening in (0.14 + 0.3 * opening.value) * sample }
    return sound
  }

  /// How far the mouth opens, 0...1.
  private func reach(of tone: BassTone, at index: Int, count: Int) -> Double {
    opening(of: tone, at: index, count: count) * (0.4 + 0.6 * tone.brightness)
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

  /// The frequencies and linear gains at `place` of the path, 0...1; the last of four is none.
  static func formants(at place: Double) -> (frequencies: SIMD4<Double>, gains: SIMD4<Double>) {
    let position = min(max(place, 0), 1) * Double(path.count - 1)
    let index = min(Int(position), path.count - 2)
    let share = position - Double(index)
    let (from, to) = (path[index], path[index + 1])
    var (frequencies, gains) = (SIMD4<Double>(), SIMD4<Double>())
    for formant in 0..<3 {
      frequencies[formant] =
        shift * from.frequencies[formant] + shift * share * (to.frequencies - from.frequencies)[formant]
      gains[formant] = Decibels.gain(fromDB: from.levels[formant] + share * (to.levels - from.levels)[formant])
    }
    return (frequencies, gains)
  }
}

/// What feeds the throat.
private struct GrowlSource: NoteMotion {
  var filter: FilterCoefficients
  /// How far the saws reach into the folds.
  var drive: Float

  init(reach: Double) {
    filter = FilterCoefficients(cutoff: 600 * pow(5, reach), damping: 1.2)
    drive = Float(2.2 + 3.2 * reach)
  }

  @inline(__always)
  func step(to next: GrowlSource, share: Float) -> GrowlSource {
    var step = self
    step.filter = filter.step(to: next.filter, share: share)
    step.drive = (next.drive - drive) * share
    return step
  }

  @inline(__always)
  mutating func advance(by step: GrowlSource) {
    filter.advance(by: step.filter)
    drive += step.drive
  }
}

/// Three formants of two channels, left and right of each after the other.
///
/// The last two lanes are the teeth: what hisses above the vowel.
private struct GrowlThroat: NoteMotion {
  /// Wider with their height, so that the voice stays a voice.
  private static let dampings = SIMD4<Float>(0.2, 0.16, 0.14, 1.2)
  private static let teeth = 2_800.0

  var filters: LaneTerms<SIMD8<Float>>
  var gains: SIMD8<Float>

  init(reach: Double) {
    let vowel = Vowels.formants(at: reach)
    filters = LaneTerms(FilterCoefficients(cutoff: Self.teeth, damping: Self.dampings[3]))
    gains = SIMD8()
    for formant in 0..<3 {
      let filter = FilterCoefficients(cutoff: vowel.frequencies[formant], damping: Self.dampings[formant])
      for lane in 2 * formant...2 * formant + 1 {
        filters.set(filter, lane: lane)
        gains[lane] = 3 * Float(vowel.gains[formant]) * Self.dampings[formant]
      }
    }
  }

  @inline(__always)
  func step(to next: GrowlThroat, share: Float) -> GrowlThroat {
    var step = self
    step.filters = filters.step(to: next.filters, share: share)
    step.gains = (next.gains - gains) * share
    return step
  }

  @inline(__always)
  mutating func advance(by step: GrowlThroat) {
    filters.advance(by: step.filters)
    gains += step.gains
  }
}
