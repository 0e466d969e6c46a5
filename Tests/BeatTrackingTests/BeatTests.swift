import Audio
import BeatTracking
import Testing

struct BeatTests {
  @Test(arguments: [72.0, 90, 120, 128, 140, 174])
  func `a click track's beats lie on its clicks within 10 ms`(tempo: Double) throws {
    var hints = AnalysisHints()
    // Bare clicks may as well be halves of slower beats, which the network knows from fast music: the hint decides.
    hints.tempo = tempo > 150 ? .about(tempo) : nil
    let song = Signals.analysis(of: Signals.clicks(beatsPerMinute: tempo, from: 0.2, seconds: 30), hints: hints)
    #expect(abs(song.beatsPerMinute - tempo) < 0.005 * tempo)
    #expect(song.tempoConfidence > 0.5)
    let clicks = Array(stride(from: 0.2, to: 30, by: 60 / tempo))
    for click in clicks.dropFirst(2).dropLast(2) {
      let nearest = try #require(song.beats.map { abs($0 - click) }.min())
      #expect(nearest < 0.010, "the click at \(click) s")
    }
  }

  @Test func `a bar of three beats and one of four are told apart by their accents`() {
    for length in [3, 4] {
      let song = Signals.analysis(of: Signals.clicks(beatsPerMinute: 120, from: 0.5, seconds: 40, accentEvery: length))
      #expect(song.beatsPerBar == length)
      let onAccent = song.downbeats.filter { downbeat in
        let bars = (downbeat - 0.5) / (0.5 * Double(length))
        return abs(bars - bars.rounded()) < 0.02
      }
      #expect(onAccent.count >= song.downbeats.count - 1 && onAccent.count > 15)
    }
  }

  @Test(arguments: [95.0, 102, 110])
  func `two beats that divide in three are a bar of 6 eighths`(tempo: Double) throws {
    let groove = Rhythm.groove(beatsPerMinute: tempo, beatsPerBar: 2, bars: 32, offbeats: [1.0 / 3, 2.0 / 3])
    let song = Signals.analysis(of: groove.samples)
    #expect(abs(song.beatsPerMinute - tempo) < 0.5)
    #expect(song.meter == Meter(beatsPerBar: 2, isCompound: true))
    for downbeat in song.downbeats {
      let bars = (downbeat - 0.3) / (120 / tempo)
      #expect(abs(bars - bars.rounded()) < 0.02)
    }
  }

  @Test func `beats follow a tempo that rises steadily`() throws {
    var time = 0.3
    var clicks: [Double] = []
    var samples = [Float](repeating: 0, count: 44_100 * 60)
    let click = Signals.clicks(beatsPerMinute: 60, seconds: 0.1).left
    while time < 59 {
      clicks.append(time)
      let first = Int(time * 44_100)
      for (index, sample) in click.enumerated() where first + index < samples.count { samples[first + index] += sample }
      // 100 to 125 beats per minute within a minute.
      time += 60 / (100 + 25 * time / 60)
    }
    let song = Signals.analysis(of: StereoBuffer(mono: samples))
    for click in clicks.dropFirst(4).dropLast(4) {
      let nearest = try #require(song.beats.map { abs($0 - click) }.min())
      #expect(nearest < 0.020, "the click at \(click) s")
    }
  }

  @Test func `each beat interval is described, and chroma sum to one or nothing`() {
    let song = Signals.analysis(of: Signals.clicks(beatsPerMinute: 120, seconds: 20))
    #expect(song.beatFeatures.count == song.beats.count - 1)
    for feature in song.beatFeatures {
      let sum = feature.chroma.reduce(0, +)
      #expect(feature.chroma.count == 12 && (sum == 0 || abs(sum - 1) < 1e-3))
      #expect((0...1).contains(feature.level) && (0...1).contains(feature.onsetStrength))
    }
    #expect(song.beatFeatures.filter { $0.onsetStrength > 0.5 }.count > song.beatFeatures.count * 3 / 4)
  }
}
