import Audio
import BeatTracking
import Glibc
import Testing

struct BeatGridTests {
  @Test(arguments: [93.0, 128, 171.7], [true, false])
  func `a machine's tempo gives a straight grid, with the network and without`(tempo: Double, usesNetwork: Bool) {
    var hints = AnalysisHints()
    hints.usesNetwork = usesNetwork
    let samples = Rhythm.groove(beatsPerMinute: tempo, beatsPerBar: 4, bars: 16).samples
    let song = Signals.analysis(of: samples, hints: hints)
    #expect(song.isSteady)
    #expect(abs(song.beatsPerMinute - tempo) < 0.03)
    let period = 60 / song.beatsPerMinute
    for (beat, next) in zip(song.beats, song.beats.dropFirst()) { #expect(abs(next - beat - period) < 1e-6) }
    #expect(song.beats.allSatisfy { abs((($0 - 0.3) / period).rounded() * period + 0.3 - $0) < 0.004 })
  }

  @Test func `a player's tempo is followed and called unsteady`() throws {
    var rhythm = Rhythm()
    var (time, beats): (Double, [Double]) = (0.5, [])
    for beat in 0..<120 {
      beats.append(time)
      rhythm.strike(beat % 4 == 0 ? .kick : .snare, at: time)
      rhythm.strike(.hat, at: time)
      // Within 5 % of 110, to and fro in 40 beats.
      time += 60 / (110 + 5.5 * sin(2 * .pi * Double(beat) / 40))
    }
    let song = Signals.analysis(of: rhythm.samples)
    #expect(!song.isSteady)
    let found = try beats.dropFirst(4).dropLast(4).map { beat in
      try #require(song.beats.map { abs($0 - beat) }.min())
    }
    #expect(found.filter { $0 < 0.025 }.count >= found.count * 9 / 10)
  }

  @Test(arguments: [3, 4, 5, 7])
  func `bars of three, four, five and seven beats are told apart`(length: Int) {
    let song = Signals.analysis(of: Rhythm.groove(beatsPerMinute: 112, beatsPerBar: length, bars: 24).samples)
    #expect(abs(song.beatsPerMinute - 112) < 0.5)
    #expect(song.meter == Meter(beatsPerBar: length))
    let bar = 60 / 112.0 * Double(length)
    let onBar = song.downbeats.filter { abs((($0 - 0.3) / bar).rounded() * bar + 0.3 - $0) < 0.02 }
    #expect(onBar.count >= song.downbeats.count - 1 && onBar.count >= 22)
  }

  @Test func `extreme swing leaves the beats on the beat`() {
    let groove = Rhythm.groove(beatsPerMinute: 132, beatsPerBar: 4, bars: 24, offbeats: [0.75])
    let song = Signals.analysis(of: groove.samples)
    let period = 60 / 132.0
    #expect(song.beats.count > 90)
    #expect(song.beats.allSatisfy { abs((($0 - 0.3) / period).rounded() * period + 0.3 - $0) < 0.02 })
  }

  @Test func `a song of eleven minutes has its beats from the first to the last`() {
    // Longer than the search holds back pointers for.
    let song = Signals.analysis(of: Signals.clicks(beatsPerMinute: 120, from: 0.25, seconds: 660))
    #expect(song.beats.count == 1_320)
    #expect(song.beats.allSatisfy { abs((($0 - 0.25) * 2).rounded() / 2 + 0.25 - $0) < 0.01 })
  }
}
