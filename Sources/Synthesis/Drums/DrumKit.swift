package import Audio

/// The drums of a remix: each is made once, by whomever, and mixed in wherever it is hit.
///
/// All that were made lie in one stretch of sound, each at its place, which whoever keeps the kit hands over for every hit.
package struct DrumKit: Sendable {
  /// Those that have to be made, the ones that take longest first.
  package let made: [DrumSound]
  /// Samples of the stretch that they lie in.
  package let sampleCount: Int
  /// Samples of the longest sound: that far back a hit may still be heard.
  package let longestSampleCount: Int
  private let places: [DrumSound: Range<Int>]
  private let synthesis: DrumSynthesis
  private let samples: InstrumentSamples

  /// - Parameters:
  ///   - seed: Of all noise in the kit.
  ///   - tuning: The pitches of kick, toms and impact.
  ///   - samples: Recordings that take the place of drums.
  ///   - sounds: Those that will be hit.
  package init(
    seed: UInt64, tuning: DrumTuning = DrumTuning(tonic: 49), bank: SawBank = SawBank(),
    samples: InstrumentSamples = InstrumentSamples(), sounds: Set<DrumSound> = Set(DrumSound.allCases)
  ) {
    synthesis = DrumSynthesis(seed: seed, tuning: tuning, bank: bank)
    self.samples = samples
    let needed = Set(sounds.map { Self.isCrashReversed($0, samples) ? .crash : $0 })
    let counts = needed.map { sound in (sound, Self.sampleCount(of: sound, samples)) }
    // In the order of their names where they are equally long, so that all who make the kit have the same places.
    let ordered = counts.sorted { $0.1 != $1.1 ? $0.1 > $1.1 : $0.0.rawValue < $1.0.rawValue }
    made = ordered.map(\.0)
    var places: [DrumSound: Range<Int>] = [:]
    var end = 0
    for (sound, count) in ordered {
      places[sound] = end..<end + count
      end += count
    }
    self.places = places
    sampleCount = end
    longestSampleCount = ordered.first?.1 ?? 0
  }

  /// The samples of the stretch that a drum has, which must be one of `made`.
  package func place(of sound: DrumSound) -> Range<Int> {
    guard let place = places[sound] else { preconditionFailure("\(sound) is none of the kit's") }
    return place
  }

  /// The whole sound of one hit, as long as its place; what is not a recording peaks at 1.
  package func make(_ sound: DrumSound) -> StereoBuffer {
    guard let own = samples.recording(of: .drum(sound)) else { return synthesis.sound(sound) }
    // A reversed crash is placed by where it ends.
    return sound == .reverseCrash ? own.endingLike(sound) : own
  }

  /// All that have to be made, each at its place.
  package func makeAll() -> StereoBuffer {
    var all = StereoBuffer(count: 0)
    for sound in made {
      let hit = make(sound)
      all.left += hit.left
      all.right += hit.right
    }
    return all
  }

  /// Adds the part of one hit that falls into `output`.
  ///
  /// - Parameters:
  ///   - drums: What was made. Shape: `sampleCount`.
  ///   - start: Where the hit's sound starts, counted from the first sample of `output`; may be negative.
  package func add(
    _ sound: DrumSound, of drums: StereoSpan, at start: Int, gain: Float, into output: inout MutableStereoSpan
  ) {
    if Self.isCrashReversed(sound, samples) {
      drums.extracting(place(of: .crash)).addReversed(at: start, gain: gain, into: &output)
    } else {
      drums.extracting(place(of: sound)).add(at: start, gain: gain, into: &output)
    }
  }

  /// Whether a sound is the made crash played backwards, which need not be made again.
  private static func isCrashReversed(_ sound: DrumSound, _ samples: InstrumentSamples) -> Bool {
    sound == .reverseCrash && samples.recording(of: .drum(.reverseCrash)) == nil
      && samples.recording(of: .drum(.crash)) == nil
  }

  private static func sampleCount(of sound: DrumSound, _ samples: InstrumentSamples) -> Int {
    guard sound != .reverseCrash, let own = samples.recording(of: .drum(sound)) else { return sound.sampleCount }
    return own.count
  }
}

extension StereoBuffer {
  /// As long as the made `sound`, with what is cut off or filled up in front.
  fileprivate func endingLike(_ sound: DrumSound) -> StereoBuffer {
    let end = lastSamples(sound.sampleCount)
    let silence = [Float](repeating: 0, count: sound.sampleCount - end.count)
    return StereoBuffer(left: silence + end.left, right: silence + end.right)
  }
}
