package import Audio
import Glibc

/// Plays bass tones: a sine in the middle for the fundamental, and above it what gives the timbre its name.
///
/// Under 120 Hz both channels carry the same. A note is a pure function of its tone and its length; the notes played
/// last are kept, which only saves time.
package struct BassVoice: Sendable {
  /// Brings the sum of all layers to about 1 at its loudest.
  private static let headroom: Float = 0.84

  let bank: SawBank
  var oversampler: Oversampler
  let samplesPerBeat: Double
  private let samples: InstrumentSamples
  private var memory = SoundMemory<BassTone>()

  /// - Parameters:
  ///   - samplesPerBeat: What a beat of the wobble's rates lasts.
  ///   - samples: Recordings that take the place of timbres.
  ///   - oversampling: At how many times the sample rate overdrive is computed: a power of two.
  package init(
    samplesPerBeat: Double, bank: SawBank = SawBank(), samples: InstrumentSamples = InstrumentSamples(),
    oversampling: Int = 2
  ) {
    self.bank = bank
    self.samplesPerBeat = samplesPerBeat
    self.samples = samples
    oversampler = Oversampler(factor: oversampling)
  }

  /// The `count` samples of a note, peaks near 1; it fades in and out at the ends.
  package mutating func sound(of tone: BassTone, count: Int) -> StereoBuffer {
    if let known = memory.recall(tone, count: count) { return known }
    let sound = samples.bass(tone.timbre, frequency: tone.frequency, count: count) ?? made(tone, count)
    memory.keep(sound, as: tone)
    return sound
  }

  private mutating func made(_ tone: BassTone, _ count: Int) -> StereoBuffer {
    var sound =
      switch tone.timbre {
      case .wobble: wobble(tone, count)
      case .growl: growl(tone, count)
      case .reese: reese(tone, count)
      case .sub: StereoBuffer(count: count)
      case .screech: screech(tone, count)
      }
    if tone.timbre != .sub { sound.clearBass() }
    addSub(of: tone, to: &sound)
    sound.fadeEnds(attack: 132, release: 530)
    return sound
  }

  /// Adds the fundamental, which breathes a little with the wobble, so that both sound like one instrument.
  private func addSub(of tone: BassTone, to sound: inout StereoBuffer) {
    let (closed, opened, drive): (Float, Float, Float) =
      switch tone.timbre {
      case .wobble: (0.3, 0.08, 1.1)
      case .growl: (0.3, 0.07, 1.1)
      case .reese: (0.38, 0, 1.1)
      case .screech: (0.27, 0.04, 1.1)
      case .sub: (0.56, 0, 1.5)
      }
    var sub = [Float](repeating: 0, count: sound.count)
    var span = sub.mutableSpan
    bank.sine.add(frequency: tone.frequency, gain: 1, into: &span)
    // The third harmonic lets small loudspeakers hint at the note. So low a sine needs no oversampling: its overtones
    // are gone long before half the sample rate.
    var plain = Oversampler(factor: 1)
    plain.shape(&sub, along: SoftCurve(drive: drive))
    let low = sub.span
    var index = 0
    openings(of: tone, count: sound.count).apply(to: &sound) { sample, opening in
      defer { index += 1 }
      return Self.headroom * (sample + (closed + opened * opening.value) * low[index])
    }
  }

  // MARK: What the timbres share

  /// How open the wobble is, 0...1.
  func opening(of tone: BassTone, at index: Int, count: Int) -> Double {
    tone.wobble.opening(atBeat: Double(index) / samplesPerBeat, ofNoteLength: Double(count) / samplesPerBeat)
  }

  func openings(of tone: BassTone, count: Int) -> NoteCourse<Opening> {
    NoteCourse(count: count) { Opening(value: Float(opening(of: tone, at: $0, count: count))) }
  }

  /// Saws on both sides, `layers` above `frequency`.
  func saws(_ layers: [SawLayer], frequency: Double, count: Int) -> StereoBuffer {
    var sound = StereoBuffer(count: count)
    var span = sound.mutableSpan
    bank.add(layers, frequency: frequency, into: &span)
    return sound
  }

  /// Bends both channels.
  mutating func shape(_ sound: inout StereoBuffer, along curve: some ShapingCurve) {
    oversampler.shape(&sound.left, along: curve)
    oversampler.shape(&sound.right, along: curve)
  }
}
