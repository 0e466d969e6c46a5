package import Audio
import Glibc

/// Plays chords: warm saws of slightly different pitch on either side, through a soft low-pass that sways.
///
/// A chord is a pure function of its tones and its length; the chords played last are kept, which only saves time.
package struct PadVoice: Sendable {
  private static let attack = WorkingFormat.sampleIndex(atSeconds: 0.3)
  private static let release = WorkingFormat.sampleIndex(atSeconds: 0.45)
  /// Seconds of one sway of the filter.
  private static let sway = 6.4

  private let bank: SawBank
  private let brightness: Double
  private let samples: InstrumentSamples
  private var memory = SoundMemory<[Double]>()

  /// - Parameters:
  ///   - brightness: How far the filter opens, 0...1.
  ///   - samples: Recordings that may take the place of the saws.
  package init(
    brightness: Double = 0.5, bank: SawBank = SawBank(), samples: InstrumentSamples = InstrumentSamples()
  ) {
    self.bank = bank
    self.brightness = brightness
    self.samples = samples
  }

  /// The `count` samples of a chord, peaks near 0.7; it swells from silence and ends in silence.
  ///
  /// - Parameter chord: The tones in Hz.
  package mutating func sound(of chord: [Double], count: Int) -> StereoBuffer {
    if let known = memory.recall(chord, count: count) { return known }
    var sound = samples.pad(chord, count: count) ?? made(chord, count)
    let third = count / 3
    sound.fadeEnds(attack: min(Self.attack, third), release: min(Self.release, third))
    memory.keep(sound, as: chord)
    return sound
  }

  private func made(_ chord: [Double], _ count: Int) -> StereoBuffer {
    var sound = StereoBuffer(count: count)
    var span = sound.mutableSpan
    // Tones add up like noise, since nothing ties their phases together.
    let gain = 0.3 / Float(max(chord.count, 1)).squareRoot()
    for (index, frequency) in chord.enumerated() {
      // The golden ratio spreads the phases evenly over any number of tones.
      bank.add(Self.voices, frequency: frequency, turns: 0.618_034 * Double(index), gain: gain, into: &span)
    }
    soften(&sound)
    return sound
  }

  private func soften(_ sound: inout StereoBuffer) {
    let course = NoteCourse(count: sound.count) { index in
      let seconds = WorkingFormat.seconds(ofSamples: index)
      // Starts dark, and sways after that.
      let sway = 0.5 - 0.5 * cos(2 * .pi * seconds / Self.sway)
      let cutoff = 550 * pow(6, brightness) * pow(2.2, sway)
      return PadMotion(lowPass: FilterCoefficients(cutoff: cutoff, damping: 1.3))
    }
    var low = (LaneFilter<SIMD2<Float>>(), LaneFilter<SIMD2<Float>>())
    var high = LaneFilter<SIMD2<Float>>()
    // The lowest octave belongs to the bass.
    let bottom = FilterCoefficients(cutoff: 110, damping: 1.41)
    course.apply(to: &sound) { sample, motion in
      let clear = high.process(sample, bottom).high
      return low.1.process(low.0.process(clear, motion.lowPass).low, motion.lowPass).low
    }
  }

  /// One saw in the middle, and pairs that lean to either side without one side being sharp.
  private static let voices = [
    SawLayer(left: (1, 0), right: (1, 0), gain: 0.5),
    SawLayer(left: (1.0042, 0.21), right: (0.9961, 0.57), gain: 0.55),
    SawLayer(left: (0.9966, 0.83), right: (1.0035, 0.4), gain: 0.55),
    SawLayer(left: (2.0031, 0.11), right: (1.9972, 0.69), gain: 0.18),
  ]
}

private struct PadMotion: NoteMotion {
  var lowPass: FilterCoefficients

  @inline(__always)
  func step(to next: PadMotion, share: Float) -> PadMotion {
    PadMotion(lowPass: lowPass.step(to: next.lowPass, share: share))
  }

  @inline(__always)
  mutating func advance(by step: PadMotion) { lowPass.advance(by: step.lowPass) }
}
