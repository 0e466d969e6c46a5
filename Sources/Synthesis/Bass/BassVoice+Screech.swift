import Audio
import Glibc
import SignalProcessing

extension BassVoice {
  /// A sine two octaves above the note whose phase is moved by two others, as far as the wobble is open, then a vowel
  /// and overdrive.
  ///
  /// Chowning, "The Synthesis of Complex Audio Spectra by Means of Frequency Modulation" (1973).
  mutating func screech(_ tone: BassTone, _ count: Int) -> StereoBuffer {
    let course = NoteCourse(count: count) { index in
      ScreechMotion(tone, opening: opening(of: tone, at: index, count: count))
    }
    var sound = StereoBuffer(
      left: modulated(tone, count, course, detune: 0.9975, turns: 0.13),
      right: modulated(tone, count, course, detune: 1.0025, turns: 0.58))
    var throat = LaneFilter<SIMD4<Float>>()
    course.apply(to: &sound) { sides, motion in
      // Two sides that share nothing would fall apart in mono: some of each goes to the other.
      let sample = 0.8 * sides + 0.3 * SIMD2(sides.y, sides.x)
      let bands = throat.process(SIMD4(lowHalf: sample, highHalf: sample), motion.throat).band
      return 0.5 * sample + 0.8 * bands.lowHalf + 0.7 * bands.highHalf
    }
    shape(&sound, along: SoftCurve(drive: 2.6))
    openings(of: tone, count: count).apply(to: &sound) { sample, opening in (0.1 + 0.36 * opening.value) * sample }
    return sound
  }

  /// sin(4 w t + I sin(3 w t + 1.2 sin(w t))), made at the oversampled rate, for one side.
  private mutating func modulated(
    _ tone: BassTone, _ count: Int, _ course: NoteCourse<ScreechMotion>, detune: Double, turns: Double
  ) -> [Float] {
    let factor = oversampler.factor
    let step = tone.frequency / Double(WorkingFormat.sampleRate)
    // Phases in fixed point, where one turn is 2^32: they wrap without rounding. Steps are rounded so that any factor
    // up to 32 plays the same pitch.
    func phases(_ ratio: Double, _ start: Double) -> (start: UInt32, step: UInt32) {
      (
        UInt32(truncatingIfNeeded: Int64(start * 0x1p32)),
        UInt32(truncatingIfNeeded: Int64((ratio * step * 0x1p27).rounded()) * 32 / Int64(factor))
      )
    }
    let carrier = phases(4 * detune, turns)
    let first = phases(3 * detune, 0.25)
    let second = phases(1, 0)
    let fast = (count * factor + 7) / 8 * 8
    let depths = depths(along: course, count: count, fast: fast)
    var samples = [Float](repeating: 0, count: fast)
    var span = samples.mutableSpan
    let lanes = SIMD8<UInt32>(0, 1, 2, 3, 4, 5, 6, 7)
    func place(_ phase: (start: UInt32, step: UInt32), _ index: Int) -> SIMD8<Float> {
      let position = phase.start &+ (lanes &+ UInt32(truncatingIfNeeded: index)) &* phase.step
      return SIMD8<Float>(SIMD8<Int32>(truncatingIfNeeded: position)) * 0x1p-32
    }
    for index in stride(from: 0, to: fast, by: 8) {
      let depth = depths.span.vector(from: index)
      let inner = Sine.ofTurns(place(second, index))
      let middle = Sine.ofTurns(place(first, index) + 0.19 * inner)
      span.set(Sine.ofTurns(place(carrier, index) + depth * middle), from: index)
    }
    samples.removeLast(fast - count * factor)
    return oversampler.decimate(samples)
  }

  /// The depth of modulation at the oversampled rate, even between samples of the plain one.
  private func depths(along course: NoteCourse<ScreechMotion>, count: Int, fast: Int) -> [Float] {
    var slow = [Float](repeating: 0, count: count + 1)
    course.forEachSample(count: count) { index, motion in slow[index] = motion.depth }
    slow[count] = slow[max(count - 1, 0)]
    var depths = [Float](repeating: 0, count: fast)
    let factor = oversampler.factor
    for index in 0..<count {
      let step = (slow[index + 1] - slow[index]) / Float(factor)
      for part in 0..<factor { depths[index * factor + part] = slow[index] + step * Float(part) }
    }
    return depths
  }
}

private struct ScreechMotion: NoteMotion {
  var throat: LaneTerms<SIMD4<Float>>
  /// How far the phase is moved, in turns.
  var depth: Float

  init(_ tone: BassTone, opening: Double) {
    let reach = opening * (0.4 + 0.6 * tone.brightness)
    let low = FilterCoefficients(cutoff: 620 * pow(2.4, reach), damping: 0.3)
    let high = FilterCoefficients(cutoff: 1_500 * pow(2.3, reach), damping: 0.22)
    throat = LaneTerms([low, low, high, high])
    depth = Float(0.1 + 0.75 * reach)
  }

  @inline(__always)
  func step(to next: ScreechMotion, share: Float) -> ScreechMotion {
    var step = self
    step.throat = throat.step(to: next.throat, share: share)
    step.depth = (next.depth - depth) * share
    return step
  }

  @inline(__always)
  mutating func advance(by step: ScreechMotion) {
    throat.advance(by: step.throat)
    depth += step.depth
  }
}
