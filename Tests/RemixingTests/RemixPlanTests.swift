import Audio
import BeatTracking
import Glibc
import Remixing
import Synthesis
import Testing

struct RemixPlanTests {
  @Test func `parts follow each other without gaps, in multiples of four bars`() {
    let plan = RemixPlan(analysis: MadeSongs.analysis(seconds: 200))
    var bar = 0
    for part in plan.form {
      #expect(part.bars.lowerBound == bar)
      #expect(part.bars.count.isMultiple(of: 4))
      bar = part.bars.upperBound
    }
    #expect(plan.sampleCount == bar * 75_600)
    #expect(plan.form.first?.kind == .intro)
    #expect(plan.form.first?.bars.count == 8)
    #expect(plan.form.dropFirst().first?.kind == .drop)
    #expect(plan.form.last?.kind == .ending)
  }

  @Test(arguments: [75.0, 180, 240, 400])
  func `a remix lasts about as long as its song`(seconds: Double) {
    let plan = RemixPlan(analysis: MadeSongs.analysis(seconds: seconds))
    #expect(abs(WorkingFormat.seconds(ofSamples: plan.sampleCount) - seconds) < 8)
  }

  @Test func `a quiet section becomes a breakdown that builds up to a drop`() throws {
    let sections = [
      Section(startSeconds: 0, endSeconds: 70, label: "A", energy: 1),
      Section(startSeconds: 70, endSeconds: 85, label: "B", energy: 0.1),
      Section(startSeconds: 85, endSeconds: 150, label: "A", energy: 1),
    ]
    let plan = RemixPlan(
      analysis: MadeSongs.analysis(seconds: 150, sections: sections, quietSeconds: 70..<85))
    let index = try #require(plan.form.firstIndex { $0.kind == .breakdown })
    #expect(plan.form[index].label == "B")
    #expect(plan.form[index].buildsUp)
    #expect(plan.form[index + 1].kind == .drop)
    #expect(plan.form.filter { $0.kind == .breakdown }.count == 1)
  }

  @Test func `a long loud song gets a rest after four drops`() {
    let plan = RemixPlan(analysis: MadeSongs.analysis(seconds: 300))
    var inARow = 0
    for part in plan.form {
      inARow = part.kind == .drop ? inARow + 1 : 0
      #expect(inARow <= 4)
    }
  }

  @Test(arguments: 0..<12, [Mode.major, .minor])
  func `every bass note lies in the song's key and between 40 and 80 Hz`(tonic: Int, mode: Mode) {
    let key = Key(tonic: PitchClass(semitonesAboveC: tonic), mode: mode)
    let scale = mode == .major ? [0, 2, 4, 5, 7, 9, 11] : [0, 2, 3, 5, 7, 8, 10]
    let plan = RemixPlan(analysis: MadeSongs.analysis(seconds: 100, key: key))
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

  @Test func `the bass goes round tonic, tonic, minor third, minor seventh`() throws {
    let plan = RemixPlan(analysis: MadeSongs.analysis(seconds: 100))
    let drop = try #require(plan.form.first { $0.kind == .drop })
    for (index, bar) in drop.bars.enumerated() {
      let degrees = plan.bassNotes.filter { $0.output.lowerBound / 75_600 == bar }.map(\.degree)
      #expect(!degrees.isEmpty)
      #expect(Set(degrees) == [[0, 0, 3, 10][index % 4]])
    }
  }

  @Test func `the bass is in tune with the song`() throws {
    var analysis = MadeSongs.analysis(seconds: 100)
    analysis.tuningCents = 30
    let plan = RemixPlan(analysis: analysis)
    let note = try #require(plan.bassNotes.first { $0.degree == 0 })
    #expect(abs(note.tone.frequency - 55 * pow(2, 0.3 / 12)) < 1e-9)
  }

  @Test func `a major song is remixed in its relative minor`() {
    let major = Key(tonic: PitchClass(semitonesAboveC: 0), mode: .major)
    let plan = RemixPlan(analysis: MadeSongs.analysis(seconds: 60, key: major))
    #expect(plan.key == MadeSongs.minorKey)
    #expect(plan.songKey == major)
  }

  @Test(arguments: [70.0, 93, 120, 140, 174, 200])
  func `slices start on beats of the song and fill whole sixteenths of the remix`(tempo: Double) {
    let plan = RemixPlan(analysis: MadeSongs.analysis(seconds: 120, beatsPerMinute: tempo))
    #expect(plan.slices.count > 100)
    for slice in plan.slices {
      #expect(slice.output.lowerBound.isMultiple(of: 4_725))
      #expect(slice.output.count.isMultiple(of: 4_725))
      // Beats, or the middle between two of slow songs.
      let halves = Double(slice.source.lowerBound) / 44_100 * tempo / 30
      #expect(abs(halves - halves.rounded()) < 0.01)
      // No more than an octave of stretch either way, mostly far less.
      let ratio = Double(slice.source.count) / Double(slice.output.count)
      #expect(ratio > 0.69 && ratio < 1.45)
    }
  }

  @Test func `slices of a bar carry the bar's note`() throws {
    let analysis = MadeSongs.analysis(seconds: 100)
    let plan = RemixPlan(analysis: analysis)
    let drop = try #require(plan.form.first { $0.kind == .drop })
    for (index, bar) in drop.bars.enumerated() where index % 8 != 7 {
      let root = 9 + [0, 0, 3, 10][index % 4]
      let first = try #require(plan.slices.first { $0.output.lowerBound == bar * 75_600 })
      let beat = Int((Double(first.source.lowerBound) / 22_050).rounded())
      #expect(analysis.beatFeatures[beat].chroma[root % 12] == 0.6)
    }
  }

  @Test func `the song's order is kept from part to part`() {
    let plan = RemixPlan(analysis: MadeSongs.analysis(seconds: 240))
    let centers = plan.form.filter { $0.kind == .drop }.map { part in
      let inside = plan.slices.filter { part.bars.contains($0.output.lowerBound / 75_600) }
      return inside.reduce(0) { $0 + $1.source.lowerBound } / inside.count
    }
    #expect(centers == centers.sorted())
  }

  @Test func `drums play half-time`() throws {
    let plan = RemixPlan(analysis: MadeSongs.analysis(seconds: 100))
    let drop = try #require(plan.form.first { $0.kind == .drop })
    for bar in drop.bars {
      let hits = plan.drumHits.filter { $0.start / 75_600 == bar }
      #expect(hits.contains { $0.sound == .kick && $0.start == bar * 75_600 })
      #expect(hits.contains { $0.sound == .snare && $0.start == bar * 75_600 + 37_800 })
    }
  }

  @Test func `seeds give different remixes of one form`() {
    let analysis = MadeSongs.analysis(seconds: 200)
    let plans = (0..<4).map { RemixPlan(analysis: analysis, options: RemixOptions(seed: $0)) }
    #expect(plans[0] == RemixPlan(analysis: analysis, options: RemixOptions(seed: 0)))
    #expect(Set(plans.map { $0.bassNotes.count }).count > 1)
    #expect(plans.allSatisfy { $0.form == plans[0].form })
  }

  @Test func `the description shows key, tempo and form`() {
    let text = RemixPlan(analysis: MadeSongs.analysis(seconds: 200)).description
    for part in ["A minor", "140 BPM", "intro", "drop", "ending", "slices"] { #expect(text.contains(part)) }
  }
}
