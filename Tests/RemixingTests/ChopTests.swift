import Audio
import BeatTracking
import Glibc
import Remixing
import SignalProcessing
import Styles
import Synthesis
import Testing

/// What a style may do to pieces of the song, heard in the song's group alone.
struct ChopTests {
  private static let bar = 88_200
  private static let beat = 22_050
  private let analysis = MadeSongs.analysis(seconds: 60)

  /// A drop of eight bars at the song's own tempo that plays one bar of chops throughout.
  private func plan(_ chops: String, swing: String = "0") throws -> RemixPlan {
    let style = try Style(
      text: """
        name: chops
        about: one bar of chops
        tempo: 120
        swing: \(swing)
        form: { intro: 4, build: 0, drop: 8, breakdown: 0, ending: 4 }
        mix: { duck-song: 0 }
        chops:
          one:
            - \(chops)
        parts:
          intro: [{ bars: 4, song: { play: through } }]
          drop: [{ bars: 8, song: { play: [one] } }]
          ending: [{ bars: 4, song: { play: through } }]
        """, fileName: "chops.yaml")
    return RemixPlan(analysis: analysis, options: RemixOptions(style: style))
  }

  /// The second bar of the drop.
  private func sound(_ chops: String, swing: String = "0", frequency: Double = 440) throws -> [Float] {
    let plan = try plan(chops, swing: swing)
    let drop = try #require(plan.form.first { $0.kind == .drop })
    let start = (drop.bars.lowerBound + 1) * Self.bar
    let song = MadeSongs.sound(of: analysis, frequency: frequency)
    let source = Rendering.bus(.source, of: plan, song: song)
    return Array(source.left[start..<start + Self.bar])
  }

  private func power(_ samples: [Float], _ range: Range<Int>) -> Float {
    samples[range].reduce(0) { $0 + $1 * $1 } / Float(range.count)
  }

  /// Sign changes per second.
  private func crossings(_ samples: ArraySlice<Float>) -> Double {
    let changes = zip(samples, samples.dropFirst()).count { $0 < 0 && $1 >= 0 }
    return Double(changes) * 44_100 / Double(samples.count)
  }

  @Test func `a piece at the song's own tempo is the song's own sound`() throws {
    let plan = try plan("1 song")
    let drop = try #require(plan.form.first { $0.kind == .drop })
    let inside = plan.slices.filter { drop.bars.contains($0.output.lowerBound / Self.bar) }
    #expect(inside.count >= 32)
    #expect(inside.allSatisfy { abs($0.source.count - $0.output.count) <= 1 })
  }

  @Test func `a rest is silent`() throws {
    let samples = try sound("1/2 a, 1/2 rest")
    #expect(power(samples, 0..<Self.beat) > 1e-4)
    #expect(power(samples, 2 * Self.beat + 2_000..<4 * Self.beat - 2_000) < 1e-9)
  }

  @Test func `a gate opens for the first half of its time`() throws {
    let samples = try sound("1 a gate 1/8")
    let eighth = Self.beat / 2
    for step in 0..<8 {
      let start = step * eighth
      #expect(power(samples, start + 300..<start + eighth / 2 - 300) > 1e-4)
      #expect(power(samples, start + eighth / 2 + 200..<start + eighth - 200) < 1e-6)
    }
  }

  @Test func `a gate of sixteenths swings with the drums`() throws {
    let samples = try sound("1 a gate 1/16", swing: "0.5")
    let sixteenth = Self.beat / 4
    for pair in 0..<8 {
      // The first of two sixteenths takes three quarters of their time.
      let start = 2 * pair * sixteenth
      let second = start + sixteenth * 3 / 2
      for (opening, length) in [(start, sixteenth * 3 / 2), (second, sixteenth / 2)] {
        #expect(power(samples, opening + 200..<opening + length / 2 - 200) > 1e-4)
        #expect(power(samples, opening + length / 2 + 100..<opening + length - 100) < 1e-6)
      }
    }
  }

  @Test func `a stutter starts over`() throws {
    let plan = try plan("1 a stutter 1/8")
    let drop = try #require(plan.form.first { $0.kind == .drop })
    let start = (drop.bars.lowerBound + 1) * Self.bar
    let starts = plan.slices.filter { (start..<start + Self.bar).contains($0.output.lowerBound) }
    #expect(starts.map { ($0.output.lowerBound - start) } == (0..<8).map { $0 * Self.beat / 2 })
    #expect(Set(starts.map(\.source.lowerBound)).count == 1)
  }

  @Test(arguments: [(12.0, 880.0), (-12, 220), (7, 659.26)])
  func `a piece goes up or down by semitones`(semitones: Double, expected: Double) throws {
    let word = semitones > 0 ? "up \(Int(semitones))" : "down \(Int(-semitones))"
    let samples = try sound("1 a \(word)")
    // Between the clicks on the beats.
    let heard = crossings(samples[Self.beat + 4_000..<2 * Self.beat - 2_000])
    #expect(abs(heard / expected - 1) < 0.03)
  }

  @Test func `reversed, what struck first strikes last`() throws {
    let samples = try sound("1/4 a reverse, 3/4 rest", frequency: 0)
    let loudest = try #require(samples[..<Self.beat].indices.max { abs(samples[$0]) < abs(samples[$1]) })
    #expect(loudest > Self.beat - 700)
  }

  @Test func `a tape that stops falls in pitch and ends`() throws {
    let samples = try sound("1 a tape-stop")
    let early = crossings(samples[4_000..<12_000])
    let late = crossings(samples[60_000..<75_000])
    #expect(abs(early / 440 - 0.9) < 0.1)
    #expect(late < 0.35 * 440)
    #expect(power(samples, Self.bar - 1_000..<Self.bar - 200) < 1e-6)
  }

  @Test func `half as fast keeps the pitch`() throws {
    let plan = try plan("1 a half-time")
    let drop = try #require(plan.form.first { $0.kind == .drop })
    let inside = plan.slices.filter { drop.bars.contains($0.output.lowerBound / Self.bar) }
    for slice in inside { #expect(abs(Double(slice.output.count) / Double(slice.source.count) - 2) < 0.01) }
    let samples = try sound("1 a half-time")
    #expect(abs(crossings(samples[6_000..<20_000]) / 440 - 1) < 0.03)
  }

  @Test func `a low-pass takes the highs of a piece, a high-pass the lows`() throws {
    let open = power(try sound("1 a"), 4_000..<20_000)
    #expect(power(try sound("1 a low-pass 110"), 4_000..<20_000) < 0.02 * open)
    #expect(power(try sound("1 a high-pass 1760"), 4_000..<20_000) < 0.02 * open)
  }

  @Test func `segments with separated parts are pure and read only what they say`() throws {
    let style = try Style(
      text: """
        extends: chill
        name: parts
        parts:
          drop: [{ bars: 4, song: { play: through, part: harmonic } }, { bars: 4, song: { play: through, part: percussive } }]
        """, fileName: "parts.yaml")
    let plan = RemixPlan(analysis: analysis, options: RemixOptions(style: style))
    #expect(plan.slices.contains { $0.component == .percussive } && plan.slices.contains { $0.component == .harmonic })
    let song = MadeSongs.sound(of: analysis)
    let instruments = RemixInstruments(for: plan)
    let drums = instruments.kit.makeAll()
    var renderer = SegmentRenderer(plan: plan, instruments: instruments)
    for segment in 0..<plan.segmentCount {
      let range = plan.sourceRange(ofSegment: segment)
      var other = StereoBuffer(mono: [Float](repeating: 0.9, count: song.count))
      other.left.replaceSubrange(range, with: song.left[range])
      other.right.replaceSubrange(range, with: song.right[range])
      let sequence = renderer.render(segment: segment, source: song.span, drums: drums.span)
      let alone = Rendering.segment(segment, of: plan, song: other)
      #expect((alone.source == sequence.source) == true, "segment \(segment)")
    }
  }
}
