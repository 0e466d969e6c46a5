import Audio
import BeatTracking
import Glibc
import Pictures
import Remixing
import Synthesis

extension RemixPlan {
  /// This plan as it is drawn.
  ///
  /// - Parameter title: Of the song; empty if it is not known.
  func arrangement(title: String) -> Arrangement {
    var drawn = Arrangement(
      durationSeconds: WorkingFormat.seconds(ofSamples: sampleCount), beatsPerMinute: beatsPerMinute)
    drawn.title = title
    drawn.facts = facts
    drawn.parts = form.map { part in
      let bars = RemixGrid.sample(bar: part.bars.lowerBound)..<RemixGrid.sample(bar: part.bars.upperBound)
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
        span: time(note.output), pitch: 69 + 12 * log2(note.tone.frequency / 440), voice: note.tone.timbre.rawValue,
        strength: Double(note.gain))
    }
    drawn.drums = DrumSound.allCases.compactMap { sound in
      let hits = drumHits.filter { $0.sound == sound }
      guard !hits.isEmpty else { return nil }
      return Arrangement.DrumLane(
        name: Self.words(sound.rawValue),
        hits: hits.map { (time: WorkingFormat.seconds(ofSamples: $0.start), strength: Double($0.gain)) })
    }
    drawn.effects = risers.map { Arrangement.Effect(name: "riser", span: time($0.output), motion: .rising) }
    return drawn
  }

  /// `closedHat` and `closed-hat` as `closed hat`.
  private static func words(_ name: String) -> String {
    name.map { $0 == "-" ? " " : $0.isUppercase ? " " + $0.lowercased() : String($0) }.joined()
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
      ("TEMPO", "\(tenths(beatsPerMinute)) BPM"), ("SONG'S TEMPO", "\(tenths(songBeatsPerMinute)) BPM"),
      ("KEY", "\(key)"), ("BARS", "\(form.last?.bars.upperBound ?? 0)"), ("SEED", "\(options.seed)"),
    ]
  }
}
