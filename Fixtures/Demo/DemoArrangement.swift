import Audio
import Glibc

/// Plays the form into one track per instrument.
struct DemoArrangement {
  var drums: [Float]
  var bass: [Float]
  var chords: [Float]
  var pad: [Float]
  var lead: [Float]
  var arpeggio: [Float]

  private let kit = DemoDrums()
  private var random = FixtureRandom(seed: 112)
  private var bar = 0

  init() {
    drums = [Float](repeating: 0, count: DemoSong.sampleCount)
    bass = drums
    chords = drums
    pad = drums
    lead = drums
    arpeggio = drums
    for part in DemoSong.form { play(part) }
  }

  private mutating func play(_ part: DemoPart) {
    if part.label != .intro { playMelody(of: part) }
    for (position, chord) in DemoChord.progression(of: part.label).suffix(part.bars).enumerated() {
      let isLast = position == part.bars - 1
      playDrums(of: part, bar: position, isLast: isLast)
      playBass(of: part, chord: chord, isLast: isLast)
      playChords(of: part, chord: chord, isLast: isLast)
      bar += 1
    }
  }

  /// The time of a beat of the current bar, in seconds.
  private func time(_ beat: Double) -> Double {
    DemoSong.seconds(ofBeat: Double(bar * DemoSong.beatsPerBar) + beat)
  }

  /// A gain that differs a little from stroke to stroke, as a player's does; the timing stays exact.
  private mutating func human(_ gain: Double) -> Double {
    gain * (1 + 0.12 * random.bipolar())
  }

  private mutating func strike(_ drum: [Float], _ beat: Double, _ gain: Double) {
    DemoDrums.play(drum, at: time(beat), gain: human(gain), in: &drums)
  }

  private mutating func playDrums(of part: DemoPart, bar position: Int, isLast: Bool) {
    switch part.label {
    case .intro:
      for beat in 0..<4 { strike(kit.closedHat, Double(beat), 0.20) }
      if position >= 2 { strike(kit.kick, 0, 0.5) }
    case .verse:
      strike(kit.kick, 0, 0.85)
      strike(kit.kick, 2, 0.8)
      strike(kit.kick, 2.5, 0.55)
      for beat in [1.0, 3.0] { strike(kit.snare, beat, 0.42) }
      for eighth in 0..<8 { strike(kit.closedHat, Double(eighth) / 2, eighth % 2 == 0 ? 0.20 : 0.11) }
    case .chorus:
      if position == 0 { strike(kit.crash, 0, 0.22) }
      for beat in [0.0, 1, 2, 3] { strike(kit.kick, beat, 1.1) }
      for beat in [1.0, 3.0] { strike(kit.snare, beat, 0.62) }
      for beat in 0..<4 {
        strike(kit.closedHat, Double(beat), 0.20)
        strike(kit.openHat, Double(beat) + 0.5, 0.19)
      }
    case .outro:
      if isLast { return strike(kit.kick, 0, 0.7) }
      strike(kit.kick, 0, 0.6)
      for beat in 0..<4 { strike(kit.closedHat, Double(beat), 0.15) }
    }
    // A fill leads from each verse and chorus to what follows.
    if isLast, part.label == .verse || part.label == .chorus {
      for (stroke, gain) in [(3.25, 0.28), (3.5, 0.36), (3.75, 0.44)] { strike(kit.snare, stroke, gain) }
    }
  }

  private mutating func playBass(of part: DemoPart, chord: DemoChord, isLast: Bool) {
    // Start and length in beats, semitones above the root.
    let pattern: [(beat: Double, length: Double, interval: Int)] =
      switch part.label {
      case .intro: []
      case .verse: [(0, 1.4, 0), (1.5, 0.45, 0), (2, 1.4, 0), (3.5, 0.45, 7)]
      case .chorus: (0..<8).map { (Double($0) / 2, 0.42, $0 % 2 == 0 ? 0 : 12) }
      case .outro: [(0, isLast ? 4 : 3.5, 0)]
      }
    for note in pattern {
      DemoPatch.bass.play(
        pitch: chord.bass + note.interval, at: time(note.beat), duration: note.length * DemoSong.beatSeconds,
        gain: human(part.label == .chorus ? 0.34 : 0.26), in: &bass)
    }
  }

  private mutating func playChords(of part: DemoPart, chord: DemoChord, isLast: Bool) {
    let isEnd = part.label == .outro && isLast
    let strokes: [(beat: Double, length: Double)] =
      switch part.label {
      case .intro: [(0, 3.8)]
      case .verse: [(0, 1.3), (1.5, 0.9), (3, 0.8)]
      case .chorus: [(0, 0.9), (1.5, 0.4), (2, 0.9), (3.5, 0.4)]
      case .outro: [(0, isEnd ? 4 : 3.8)]
      }
    for stroke in strokes {
      let gain = human(part.label == .chorus ? 0.14 : 0.11)
      for pitch in chord.voicing {
        DemoPatch.electricPiano.play(
          pitch: pitch, at: time(stroke.beat), duration: stroke.length * DemoSong.beatSeconds, gain: gain, in: &chords)
      }
    }
    if part.label == .chorus || (part.label == .verse && part.isRepeat) {
      for pitch in chord.voicing {
        DemoPatch.pad.play(
          pitch: pitch, at: time(0), duration: 3.9 * DemoSong.beatSeconds,
          gain: part.label == .chorus ? 0.07 : 0.03, in: &pad)
      }
    }
    if part.label == .intro || (part.label == .chorus && part.isRepeat) { playArpeggio(chord) }
  }

  /// Eighths up and down the chord, an octave above it.
  private mutating func playArpeggio(_ chord: DemoChord) {
    for (eighth, voice) in [0, 1, 2, 1, 2, 1, 2, 1].enumerated() {
      DemoPatch.pluck.play(
        pitch: chord.voicing[voice] + 12, at: time(Double(eighth) / 2), duration: 0.4 * DemoSong.beatSeconds,
        gain: human(0.12), in: &arpeggio)
    }
  }

  private mutating func playMelody(of part: DemoPart) {
    let steps = DemoMelody.steps(of: part.label)
    var beat = Double(part.bars * DemoSong.beatsPerBar) - steps.map(\.beats).reduce(0, +)
    for step in steps {
      if beat >= 0, let pitch = step.pitch {
        let gain = human(part.label == .chorus ? 0.25 : 0.17)
        DemoPatch.lead.play(
          pitch: pitch, at: time(beat), duration: step.beats * DemoSong.beatSeconds * 0.92, gain: gain, in: &lead)
      }
      beat += step.beats
    }
  }
}
