import Audio
import BeatTracking
import Glibc
import Remixing
import Styles
import Synthesis
import Testing

struct RemixPlanTests {
  private static let bar = 75_600

  private func plan(_ analysis: SongAnalysis, _ change: (inout RemixOptions) -> Void = { _ in }) -> RemixPlan {
    var options = RemixOptions()
    change(&options)
    return RemixPlan(analysis: analysis, options: options)
  }

  @Test(arguments: 0..<12, [Mode.major, .minor])
  func `every bass note lies in the song's key and between 40 and 80 Hz`(tonic: Int, mode: Mode) {
    let key = Key(tonic: PitchClass(semitonesAboveC: tonic), mode: mode)
    let scale = mode == .major ? [0, 2, 4, 5, 7, 9, 11] : [0, 2, 3, 5, 7, 8, 10]
    let plan = plan(MadeSongs.analysis(seconds: 100, key: key))
    #expect(!plan.bassNotes.isEmpty)
    for note in plan.bassNotes {
      #expect(note.tone.frequency >= 40 && note.tone.frequency < 80)
      // Semitones above C, from A = 440 Hz.
      let pitch = 12 * log2(note.tone.frequency / 440) + 57
      #expect(abs(pitch - pitch.rounded()) < 1e-6)
      let aboveTonic = ((Int(pitch.rounded()) - tonic) % 12 + 12) % 12
      #expect(scale.contains(aboveTonic))
    }
  }

  @Test func `the bass is in tune with the song`() throws {
    var analysis = MadeSongs.analysis(seconds: 100)
    analysis.tuningCents = 30
    let note = try #require(plan(analysis).bassNotes.first { $0.semitones == 0 })
    #expect(abs(note.tone.frequency - 55 * pow(2, 0.3 / 12)) < 1e-9)
  }

  @Test func `a major song is remixed in its relative minor`() {
    let major = Key(tonic: PitchClass(semitonesAboveC: 0), mode: .major)
    let plan = plan(MadeSongs.analysis(seconds: 60, key: major))
    #expect(plan.key.key == MadeSongs.minorKey)
    #expect(plan.songKey == major)
  }

  @Test(arguments: [70.0, 93, 120, 140, 174, 200])
  func `slices start with attacks of the song, and beats lie on beats`(tempo: Double) {
    let plan = plan(MadeSongs.analysis(seconds: 120, beatsPerMinute: tempo))
    let drops = plan.form.filter { $0.kind == .drop }.map {
      $0.bars.lowerBound * Self.bar..<$0.bars.upperBound * Self.bar
    }
    let slices = plan.slices.filter { slice in drops.contains { $0.contains(slice.output.lowerBound) } }
    #expect(slices.count > 100)
    for slice in slices {
      // The made song starts something on each beat and nowhere else, so cuts lie there or on halves of slow songs.
      let halves = Double(slice.source.lowerBound) / 44_100 * tempo / 30
      let eighths = halves * 2
      #expect(abs(eighths - eighths.rounded()) < 0.02)
      // Sixteenths of the remix.
      #expect(slice.output.lowerBound.isMultiple(of: 1_575))
    }
  }

  @Test func `cells of a drop carry the bar's note`() throws {
    let analysis = MadeSongs.analysis(seconds: 100)
    let plan = plan(analysis)
    let drop = try #require(plan.form.first { $0.kind == .drop })
    var matches = 0
    for (index, bar) in drop.bars.prefix(7).enumerated() {
      let root = 9 + [0, 0, 3, 10][index % 4]
      guard let first = plan.slices.first(where: { $0.output.lowerBound >= bar * Self.bar }) else { continue }
      let beat = Int((Double(first.source.lowerBound) / 22_050).rounded())
      if analysis.beatFeatures[beat].chroma[root % 12] == 0.6 { matches += 1 }
    }
    #expect(matches >= 6)
  }

  @Test func `the song's order is kept from part to part`() {
    let plan = plan(MadeSongs.analysis(seconds: 240))
    let centers = plan.form.filter { $0.kind == .drop }.map { part in
      let inside = plan.slices.filter { part.bars.contains($0.output.lowerBound / Self.bar) }
      return inside.reduce(0) { $0 + $1.source.lowerBound } / inside.count
    }
    #expect(centers == centers.sorted())
  }

  @Test func `seeds give different remixes of one form`() {
    let analysis = MadeSongs.analysis(seconds: 200)
    let plans = (0..<4).map { seed in plan(analysis) { $0.seed = seed } }
    let again = plan(analysis) { $0.seed = 0 }
    #expect((plans[0] == again) == true)
    #expect(Set(plans.map { $0.bassNotes.count }).count > 1)
    #expect(plans.allSatisfy { $0.form == plans[0].form })
  }

  @Test func `the description shows style, key, tempo and form`() {
    let text = plan(MadeSongs.analysis(seconds: 200)).description
    for part in ["dubstep", "A minor", "140.0 BPM", "intro", "drop", "ending", "slices"] {
      #expect(text.contains(part))
    }
  }

  @Test(arguments: [60.0, 87.5, 128, 174, 240])
  func `a wish for a tempo is granted`(tempo: Double) {
    let plan = plan(MadeSongs.analysis(seconds: 100)) { $0.targetBeatsPerMinute = tempo }
    #expect(plan.grid.beatsPerMinute == tempo)
    let kicks = plan.drumHits.filter { $0.sound == .kick }.map(\.start)
    #expect(!kicks.isEmpty)
    let sixteenth = 44_100 * 15 / tempo
    for kick in kicks {
      let place = Double(kick) / sixteenth
      #expect(abs(place - place.rounded()) * sixteenth <= 1)
    }
  }

  @Test func `all bass and no song, or the other way round`() {
    let analysis = MadeSongs.analysis(seconds: 100)
    let song = plan(analysis) { $0.wub = 0 }
    let bass = plan(analysis) { $0.wub = 1 }
    #expect(song.bassNotes.allSatisfy { $0.gain < 1e-4 })
    #expect(bass.bassNotes.contains { $0.gain > 0.5 })
    #expect(bass.sourceMix.contains { $0.gainDB < -100 })
    // Where no bass plays, the song stays.
    #expect(bass.sourceMix.contains { $0.gainDB > -10 })
  }

  @Test func `a preview is what the whole remix has around its first drop`() throws {
    let analysis = MadeSongs.analysis(seconds: 200)
    let whole = plan(analysis)
    let preview = plan(analysis) { $0.previewSeconds = 30 }
    #expect(abs(WorkingFormat.seconds(ofSamples: preview.sampleCount) - 30) < 1)
    let drop = try #require(preview.form.first { $0.kind == .drop })
    let wholeDrop = try #require(whole.form.first { $0.kind == .drop })
    let shift = (wholeDrop.bars.lowerBound - drop.bars.lowerBound) * Self.bar
    #expect(drop.bars.lowerBound > 0 && shift > 0)
    let notes = preview.bassNotes.filter { $0.output.upperBound <= preview.sampleCount }
    #expect(!notes.isEmpty)
    for note in notes {
      #expect(
        whole.bassNotes.contains { $0.tone == note.tone && $0.output.lowerBound == note.output.lowerBound + shift })
    }
  }
}
