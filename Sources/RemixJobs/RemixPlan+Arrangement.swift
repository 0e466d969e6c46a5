import Audio
import BeatTracking
import Glibc
import Pictures
import Remixing
import Styles
import Synthesis

extension RemixPlan {
  /// This plan as it is drawn.
  ///
  /// - Parameter title: Of the song; empty if it is not known.
  func arrangement(title: String) -> Arrangement {
    var drawn = Arrangement(
      durationSeconds: WorkingFormat.seconds(ofSamples: sampleCount), beatsPerMinute: grid.beatsPerMinute)
    drawn.title = title
    drawn.facts = facts
    drawn.parts = form.map { part in
      let bars = grid.sample(bar: part.bars.lowerBound)..<grid.sample(bar: part.bars.upperBound)
      return Arrangement.Part(name: part.kind.rawValue + (part.label.isEmpty ? "" : " \(part.label)"), span: time(bars))
    }
    drawn.song = pieces
    drawn.filter = sourceMix.map { corner in
      Arrangement.FilterCorner(
        time: WorkingFormat.seconds(ofSamples: corner.position), highPassHz: corner.highPassHz,
        lowPassHz: corner.lowPassHz)
    }
    drawn.bass = bassNotes.map { note in
      Arrangement.Note(
        span: time(note.output), pitch: Self.pitch(of: note.tone.frequency), voice: note.tone.timbre.rawValue,
        strength: Double(note.gain))
    }
    drawn.drums = DrumSound.allCases.compactMap { sound in
      let hits = drumHits.filter { $0.sound == sound }
      guard !hits.isEmpty else { return nil }
      return Arrangement.DrumLane(
        name: Self.words(sound.rawValue),
        hits: hits.map { (time: WorkingFormat.seconds(ofSamples: $0.start), strength: Double($0.gain)) })
    }
    drawn.pads = padChords.flatMap { chord in
      chord.frequencies.map { frequency in
        Arrangement.Note(
          span: time(chord.output), pitch: Self.pitch(of: frequency), voice: "pad", strength: Double(chord.gain))
      }
    }
    drawn.effects = effects.map { sweep in
      let motion: Arrangement.Effect.Motion =
        switch sweep.sound {
        case .riser: .rising
        case .downLifter: .falling
        case .vinyl: .steady
        }
      return Arrangement.Effect(name: Self.words(sweep.sound.rawValue), span: time(sweep.output), motion: motion)
    }
    return drawn
  }

  /// `closedHat` and `closed-hat` as `closed hat`.
  private static func words(_ name: String) -> String {
    name.map { $0 == "-" ? " " : $0.isUppercase ? " " + $0.lowercased() : String($0) }.joined()
  }

  /// In semitones, A4 being 69.
  private static func pitch(of frequency: Double) -> Double {
    69 + 12 * log2(max(frequency, 1) / 440)
  }

  private func time(_ samples: Range<Int>) -> Range<Double> {
    WorkingFormat.seconds(ofSamples: samples.lowerBound)..<WorkingFormat.seconds(ofSamples: samples.upperBound)
  }

  private var pieces: [Arrangement.SongPiece] {
    let loudest = slices.map(\.gain).max() ?? 1
    let length = Double(max(sourceSampleCount, 1))
    return slices.map { slice in
      Arrangement.SongPiece(
        span: time(slice.output), from: Double(slice.source.lowerBound) / length,
        to: Double(slice.source.upperBound) / length, strength: Double(slice.gain / max(loudest, 1e-6)))
    }
  }

  private var facts: [(name: String, value: String)] {
    let tenths = { (value: Double) in "\((value * 10).rounded() / 10)" }
    return [
      ("STYLE", options.style.name), ("TEMPO", "\(tenths(grid.beatsPerMinute)) BPM"),
      ("SONG'S TEMPO", "\(tenths(songBeatsPerMinute)) BPM"),
      ("KEY", "\(key.key)"), ("BARS", "\(form.last?.bars.upperBound ?? 0)"), ("SEED", "\(options.seed)"),
    ]
  }
}
