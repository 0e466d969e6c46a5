import Audio
import BeatTracking
import Glibc
import Testing

struct DrumStrikeTests {
  /// A bar of rock at 120: kicks on 1 and 3, snares on 2 and 4, hats on the eighths between.
  private static let strokes: [(seconds: Double, drum: DrumStrike.Drum)] = (0..<16).map { eighth in
    let drum: DrumStrike.Drum = eighth.isMultiple(of: 4) ? .kick : eighth % 4 == 2 ? .snare : .hat
    return (0.5 + Double(eighth) * 0.25, drum)
  }

  private static func song() -> StereoBuffer {
    var samples = [Float](repeating: 0, count: 44_100 * 5)
    var random: UInt32 = 1
    func noise() -> Double {
      random = random &* 1_664_525 &+ 1_013_904_223
      return Double(Int32(bitPattern: random)) / Double(Int32.max)
    }
    for stroke in strokes {
      let start = WorkingFormat.sampleIndex(atSeconds: stroke.seconds)
      var last = 0.0
      for index in 0..<8_000 where start + index < samples.count {
        let time = Double(index) / 44_100
        let hiss = noise()
        switch stroke.drum {
        case .kick: samples[start + index] += Float(0.8 * sin(2 * .pi * 60 * time) * exp(-time / 0.08))
        case .snare:
          samples[start + index] += Float((0.4 * sin(2 * .pi * 220 * time) + 0.3 * hiss) * exp(-time / 0.06))
        case .hat:
          // The difference of neighbours leaves the highs.
          samples[start + index] += Float(0.15 * (hiss - last) * exp(-time / 0.02))
          last = hiss
        }
      }
    }
    return StereoBuffer(mono: samples)
  }

  @Test func `kicks, snares and hats are told apart`() {
    let song = Self.song()
    let onsets = Self.strokes.map { Onset(seconds: $0.seconds, strength: 1) }
    let strikes = DrumStrikes.of(onsets, in: song.span)
    for stroke in Self.strokes {
      let heard = strikes.filter { abs($0.seconds - stroke.seconds) < 1e-9 }
      #expect(heard.contains { $0.drum == stroke.drum && $0.strength > 0.5 }, "\(stroke)")
      #expect(!heard.contains { $0.drum == .kick } || stroke.drum == .kick, "\(stroke)")
    }
  }

  @Test func `silence has no drums`() {
    let onsets = [Onset(seconds: 0.5, strength: 1)]
    #expect(DrumStrikes.of(onsets, in: StereoBuffer(count: 44_100).span).isEmpty)
    #expect(DrumStrikes.of([], in: StereoBuffer(count: 0).span).isEmpty)
  }
}
