package import Audio

/// One recording of every drum, made once and mixed in wherever it is hit.
package struct DrumKit: Sendable {
  private let recordings: [StereoBuffer]

  /// - Parameters:
  ///   - seed: Of all noise in the kit.
  ///   - tuning: The pitches of kick, toms and impact.
  ///   - samples: Recordings that take the place of drums.
  ///   - sounds: Those that will be hit; the others stay silent, which saves the time to make them.
  package init(
    seed: UInt64, tuning: DrumTuning = DrumTuning(tonic: 49), bank: SawBank = SawBank(),
    samples: InstrumentSamples = InstrumentSamples(), sounds: Set<DrumSound> = Set(DrumSound.allCases)
  ) {
    let synthesis = DrumSynthesis(seed: seed, tuning: tuning, bank: bank)
    var recordings: [StereoBuffer] = []
    for sound in DrumSound.allCases {
      if !sounds.contains(sound) {
        recordings.append(StereoBuffer(count: 0))
      } else if let own = samples.recording(of: .drum(sound)) {
        // A reversed crash is placed by where it ends.
        recordings.append(sound == .reverseCrash ? own.endingLike(sound) : own)
      } else if sound == .reverseCrash, sounds.contains(.crash), samples.recording(of: .drum(.crash)) == nil {
        // What was made just before need not be made again.
        recordings.append(recordings[DrumSound.crash.index].reversed())
      } else {
        recordings.append(synthesis.sound(sound))
      }
    }
    self.recordings = recordings
  }

  /// The whole sound of one hit; made ones peak at 1.
  package subscript(sound: DrumSound) -> StereoBuffer {
    recordings[sound.index]
  }

  /// Samples of the longest sound: that far back a hit may still be heard.
  package var longestSampleCount: Int { recordings.reduce(0) { max($0, $1.count) } }

  /// Adds the part of one hit that falls into `output`.
  ///
  /// - Parameter start: Where the hit's sound starts, counted from the first sample of `output`; may be negative.
  package func add(_ sound: DrumSound, at start: Int, gain: Float, into output: inout MutableStereoSpan) {
    recordings[sound.index].add(at: start, gain: gain, into: &output)
  }
}

extension DrumSound {
  fileprivate var index: Int {
    switch self {
    case .kick: 0
    case .snare: 1
    case .rollSnare: 2
    case .clap: 3
    case .closedHat: 4
    case .openHat: 5
    case .crash: 6
    case .ride: 7
    case .tomHigh: 8
    case .tomMid: 9
    case .tomLow: 10
    case .rim: 11
    case .reverseCrash: 12
    case .splash: 13
    case .impact: 14
    }
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
