import Audio
import BeatTracking
import Glibc
import Styles
import Synthesis

extension Arranger {
  // MARK: Bass

  mutating func writeBass(_ context: SceneContext) {
    guard let layer = context.scene.bass, !layer.phrases.isEmpty else { return }
    let drawn = choice(1, of: context.part, below: layer.phrases.count)
    let phrase = layer.phrases[(drawn + context.index) % layer.phrases.count]
    guard !phrase.bars.isEmpty else { return }
    for bar in context.bars {
      let root = root(ofBar: bar, in: context)
      for note in phrase.bars[(bar - context.firstBar) % phrase.bars.count] {
        let start = bar * Ticks.perBar + note.tick
        let ticks = (start..<start + note.length).clamped(to: context.ticks)
        guard !ticks.isEmpty else { continue }
        let semitones = note.degree.map(RemixKey.semitones(ofDegree:)) ?? root
        let shape = WobbleShape(startRate: note.startRate, endRate: note.endRate, curve: note.curve)
        let level = context.level(layer.levelDB, atTick: start) + style.mix.bassDB + Balance(wub: wub).bassDB
        bassNotes.append(
          BassNote(
            output: grid.samples(inTicks: ticks), semitones: semitones,
            tone: BassTone(timbre: note.timbre, frequency: key.bassFrequency(of: semitones), wobble: shape),
            gain: Float(Decibels.gain(fromDB: level))))
      }
    }
  }

  // MARK: Pads

  /// One chord for every note of the harmony, held until it changes.
  mutating func writePad(_ context: SceneContext) {
    guard let layer = context.scene.pad else { return }
    var bar = context.bars.lowerBound
    while bar < context.bars.upperBound {
      let root = root(ofBar: bar, in: context)
      var end = bar + 1
      while end < context.bars.upperBound, end - bar < Self.longestChordBars, self.root(ofBar: end, in: context) == root
      {
        end += 1
      }
      let ticks = (bar * Ticks.perBar..<end * Ticks.perBar).clamped(to: context.ticks)
      let level = context.level(layer.levelDB, atTick: ticks.lowerBound)
      padChords.append(
        PadChord(
          output: grid.samples(inTicks: ticks), frequencies: key.padFrequencies(on: root),
          gain: Float(Decibels.gain(fromDB: level))))
      bar = end
    }
  }

  private static let longestChordBars = 4

  // MARK: Drums

  mutating func writeDrums(_ context: SceneContext) {
    let scene = context.scene
    let hasFill = !scene.fills.isEmpty && context.bars.count > 1
    let lastBar = context.bars.upperBound - 1
    let patternEnd = hasFill ? lastBar * Ticks.perBar : context.ticks.upperBound
    for pattern in scene.drums {
      play(pattern, from: context.firstBar, until: patternEnd, context)
    }
    if scene.playsSongDrums { playSongDrums(context, until: patternEnd) }
    if hasFill {
      let fill = scene.fills[
        (choice(2, of: context.part, below: scene.fills.count) + context.index) % scene.fills.count]
      play(fill, from: lastBar, until: context.ticks.upperBound, context)
    }
  }

  private mutating func play(_ pattern: DrumPattern, from bar: Int, until end: Int, _ context: SceneContext) {
    let start = bar * Ticks.perBar
    for round in stride(from: start, to: end, by: max(pattern.bars, 1) * Ticks.perBar) {
      for stroke in pattern.strokes {
        let tick = round + stroke.tick
        guard tick >= context.ticks.lowerBound, tick < end else { continue }
        hit(
          stroke.sound, at: grid.sample(tick: tick),
          gainDB: context.level(pattern.levelDB, atTick: tick) + style.mix.drumsDB, gain: stroke.gain)
      }
    }
  }

  /// Strikes the kit where the song's drums are struck, each stroke at its place between the song's beats.
  private mutating func playSongDrums(_ context: SceneContext, until end: Int) {
    guard !cells.isEmpty else { return }
    for tick in stride(from: context.ticks.lowerBound, to: end, by: Ticks.perBeat) {
      let cell = context.firstCell + (tick - context.bars.lowerBound * Ticks.perBar) / Ticks.perBeat
      let source = cells.cells[((cell % cells.cells.count) + cells.cells.count) % cells.cells.count].source
      let start = WorkingFormat.seconds(ofSamples: source.lowerBound - Self.earlyStroke)
      let next = WorkingFormat.seconds(ofSamples: source.upperBound - Self.earlyStroke)
      var index = EventSearch.firstIndex(of: songDrums, startingAtOrAfter: start, start: \.seconds)
      while index < songDrums.count, songDrums[index].seconds < next {
        let strike = songDrums[index]
        index += 1
        let sample = WorkingFormat.sampleIndex(atSeconds: strike.seconds) - source.lowerBound
        // Strokes of live players are brought to the nearest third of a sixteenth.
        let place = Double(sample) / Double(source.count) * Double(Ticks.perBeat) / Double(Self.strokeStep)
        let strokeTick = tick + max(Int(place.rounded()), 0) * Self.strokeStep
        guard strokeTick < end else { continue }
        hit(
          DrumSound(strike.drum), at: grid.sample(tick: strokeTick),
          gainDB: style.mix.drumsDB, gain: 0.35 + 0.65 * strike.strength)
      }
    }
  }

  /// Samples (25 ms) by which a stroke may come before the beat that it belongs to.
  private static let earlyStroke = 1_100
  private static let strokeStep = Ticks.perSixteenth / 3

  private mutating func hit(_ sound: DrumSound, at start: Int, gainDB: Double, gain: Float = 1) {
    drumHits.append(DrumHit(sound: sound, start: start, gain: gain * Float(Decibels.gain(fromDB: gainDB))))
  }

  // MARK: Effects

  mutating func writeEffects(_ context: SceneContext) {
    let end = context.bars.upperBound
    for effect in context.scene.effects {
      let level = effect.levelDB + style.mix.effectsDB
      switch effect.sound {
      case .hit(let sound) where sound.endsOnItsHit:
        let peak = grid.sample(bar: end)
        if peak >= sound.sampleCount { hit(sound, at: peak - sound.sampleCount, gainDB: level) }
      case .hit(let sound): hit(sound, at: grid.sample(bar: context.bars.lowerBound), gainDB: level)
      case .riser(let bars):
        let start = max(end - bars, context.bars.lowerBound) * Ticks.perBar
        sweep(.riser, ticks: start..<context.ticks.upperBound, gainDB: level)
      case .downLifter(let bars):
        let start = context.bars.lowerBound
        sweep(
          .downLifter, ticks: (start * Ticks.perBar..<(start + bars) * Ticks.perBar).clamped(to: context.ticks),
          gainDB: level)
      case .vinyl:

        // The record turns on while the song has its last beat: a hole in the hiss would be heard.
        sweep(.vinyl, ticks: context.bars.lowerBound * Ticks.perBar..<end * Ticks.perBar, gainDB: level)
      }
    }
  }

  private mutating func sweep(_ sound: EffectSweep.Sound, ticks: Range<Int>, gainDB: Double) {
    guard !ticks.isEmpty else { return }
    let output = grid.samples(inTicks: ticks)
    effects.append(
      EffectSweep(
        sound: sound, output: output, seed: output.lowerBound, frequency: 4 * key.bassFrequency(of: 0),
        gain: Float(Decibels.gain(fromDB: gainDB))))
  }
}

extension SceneContext {
  /// Where a sweep over the scene stands.
  func level(_ sweep: Sweep, atTick tick: Int) -> Double {
    let share = Double(tick - ticks.lowerBound) / Double(max(ticks.count, 1))
    return sweep.from + (sweep.to - sweep.from) * min(max(share, 0), 1)
  }
}

extension DrumSound {
  fileprivate init(_ drum: DrumStrike.Drum) {
    switch drum {
    case .kick: self = .kick
    case .snare: self = .snare
    case .hat: self = .closedHat
    }
  }

  /// Played backwards, its end is what lies on the beat.
  var endsOnItsHit: Bool { self == .reverseCrash }
}
