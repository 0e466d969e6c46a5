import Audio
import Glibc

/// A rhythm to be played: what sounds at which second.
struct Rhythm {
  enum Sound {
    case kick
    case snare
    case hat
    /// A plucked note: a MIDI pitch.
    case note(Int)
  }

  private(set) var strokes: [(seconds: Double, sound: Sound)] = []

  mutating func strike(_ sound: Sound, at seconds: Double) { strokes.append((seconds, sound)) }

  /// Kicks, snares and bass notes in bars of `beatsPerBar`, with hats at the beats and at `offbeats` of the way between.
  static func groove(
    beatsPerMinute: Double, beatsPerBar: Int, from start: Double = 0.3, bars: Int,
    offbeats: [Double] = [0.5]
  ) -> Rhythm {
    var rhythm = Rhythm()
    let period = 60 / beatsPerMinute
    for bar in 0..<bars {
      for beat in 0..<beatsPerBar {
        let time = start + Double(bar * beatsPerBar + beat) * period
        if beat == 0 {
          rhythm.strike(.kick, at: time)
          let root = [36, 41, 43, 38][bar % 4]
          for pitch in [root, root + 24, root + 28, root + 31] { rhythm.strike(.note(pitch), at: time) }
        } else if beat == beatsPerBar - 1 || beat % 2 == 1 {
          rhythm.strike(.snare, at: time)
        }
        rhythm.strike(.hat, at: time)
        for offbeat in offbeats { rhythm.strike(.hat, at: time + offbeat * period) }
      }
    }
    return rhythm
  }

  /// The rhythm as sound, with a second after the last stroke.
  var samples: StereoBuffer {
    let last = strokes.map(\.seconds).max() ?? 0
    var samples = [Float](repeating: 0, count: Int((last + 1) * 44_100))
    var seed: UInt32 = 1
    func noise() -> Double {
      seed = seed &* 1_664_525 &+ 1_013_904_223
      return Double(seed >> 8) / 8_388_608 - 1
    }
    for (seconds, sound) in strokes {
      let first = Int((seconds * 44_100).rounded())
      for index in 0..<min(30_000, samples.count - first) {
        let time = Double(index) / 44_100
        let value: Double
        switch sound {
        case .kick: value = 0.5 * exp(-time / 0.08) * sin(2 * .pi * 60 * time)
        case .snare: value = 0.25 * exp(-time / 0.05) * (noise() + sin(2 * .pi * 190 * time))
        case .hat: value = 0.1 * exp(-time / 0.02) * noise()
        case .note(let pitch):
          let frequency = 440 * exp2((Double(pitch) - 69) / 12)
          value = 0.08 * exp(-time / 0.4) * (sin(2 * .pi * frequency * time) + 0.5 * sin(4 * .pi * frequency * time))
        }
        samples[first + index] += Float(value)
      }
    }
    return StereoBuffer(mono: samples)
  }
}
