import Audio
import BeatTracking
import Glibc
import Remixing
import Synthesis
import Testing

struct SegmentRendererTests {
  private let analysis = MadeSongs.analysis(seconds: 60, beatsPerMinute: 117)

  @Test func `segments tile the remix`() {
    let plan = RemixPlan(analysis: analysis)
    var next = 0
    for segment in 0..<plan.segmentCount {
      #expect(plan.range(ofSegment: segment).lowerBound == next)
      #expect(plan.range(ofSegment: segment).count <= 151_200)
      next = plan.range(ofSegment: segment).upperBound
    }
    #expect(next == plan.sampleCount)
  }

  @Test func `a segment rendered alone equals the same segment in sequence`() {
    let plan = RemixPlan(analysis: analysis)
    let song = MadeSongs.sound(of: analysis)
    let whole = Rendering.whole(plan, of: song)
    for segment in (0..<plan.segmentCount).reversed() {
      let alone = Rendering.segment(segment, of: plan, song: song)
      let range = plan.range(ofSegment: segment)
      #expect(alone.left == Array(whole.left[range]))
      #expect(alone.right == Array(whole.right[range]))
    }
  }

  @Test func `a segment reads nothing of the song outside of its source range`() {
    let plan = RemixPlan(analysis: analysis)
    let song = MadeSongs.sound(of: analysis)
    for segment in 0..<plan.segmentCount {
      let range = plan.sourceRange(ofSegment: segment)
      var other = StereoBuffer(mono: [Float](repeating: 0.9, count: song.count))
      other.left.replaceSubrange(range, with: song.left[range])
      other.right.replaceSubrange(range, with: song.right[range])
      #expect(
        Rendering.segment(segment, of: plan, song: other) == Rendering.segment(segment, of: plan, song: song))
    }
  }

  @Test func `kick and snare sound where they are written`() throws {
    var plan = RemixPlan(analysis: analysis)
    plan.slices = []
    plan.bassNotes = []
    plan.risers = []
    let mix = Rendering.whole(plan, of: StereoBuffer(count: 1))
    let drop = try #require(plan.form.first { $0.kind == .drop })
    for bar in drop.bars.dropLast() {
      let start = bar * 75_600
      // 20 ms from the stroke on are louder than the 20 ms before.
      for stroke in [start, start + 37_800] {
        #expect(Rendering.power(of: mix, stroke..<stroke + 882) > 5 * Rendering.power(of: mix, stroke - 882..<stroke))
      }
    }
  }

  @Test(arguments: [0, 0.008, -0.008, 0.015])
  func `the attack of a beat of the song lands on the grid`(errorSeconds: Double) throws {
    // The analysis may be a little early or late; the sound decides.
    var inexact = analysis
    inexact.beats = analysis.beats.map { max($0 + errorSeconds, 0) }
    var plan = RemixPlan(analysis: inexact)
    plan.drumHits = []
    plan.bassNotes = []
    plan.risers = []
    plan.sourceMix = []
    // Only the clicks: nothing else to find them in.
    var song = MadeSongs.sound(of: analysis, frequency: 0)
    song.right = song.left
    let mix = Rendering.whole(plan, of: song)
    for slice in plan.slices where slice.output.count >= 18_900 {
      let around = slice.output.lowerBound - 2_000..<slice.output.lowerBound + 2_000
      guard around.lowerBound >= 0 else { continue }
      let loudest = mix.left[around].reduce(0) { max($0, abs($1)) }
      let attack = try #require(mix.left[around].firstIndex { abs($0) > 0.5 * loudest })
      #expect(abs(attack - slice.output.lowerBound) <= 88)
    }
  }

  @Test func `joins of slices make no clicks`() {
    var plan = RemixPlan(analysis: analysis)
    plan.drumHits = []
    plan.bassNotes = []
    plan.risers = []
    plan.sourceMix = []
    let frequency = 110.0
    let song = StereoBuffer(
      mono: (0..<analysis.sampleCount).map { Float(0.25 * sin(2 * .pi * frequency * Double($0) / 44_100)) })
    let mix = Rendering.whole(plan, of: song)
    let loudest = mix.left.reduce(0) { max($0, abs($1)) }
    // A sine moves by 2 pi f / fs of its amplitude at most; fades of 3 ms add about as much.
    let slope = Float(2 * .pi * frequency / 44_100)
    let steepest = zip(mix.left, mix.left.dropFirst()).reduce(0) { max($0, abs($1.1 - $1.0)) }
    #expect(steepest < 2.5 * slope * loudest)
  }

  @Test func `the bass is mono where it is low`() {
    var plan = RemixPlan(analysis: analysis)
    plan.drumHits = []
    plan.slices = []
    plan.risers = []
    let mix = Rendering.whole(plan, of: StereoBuffer(count: 1))
    func low(_ samples: [Float]) -> [Float] {
      var filters = (StateVariableFilter(), StateVariableFilter())
      let cutoff = FilterCoefficients(cutoff: 120, damping: 1.41)
      return samples.map { filters.1.process(filters.0.process($0, cutoff).low, cutoff).low }
    }
    let (left, right) = (low(mix.left), low(mix.right))
    let difference = zip(left, right).reduce(Float(0)) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    #expect(difference < 0.01 * left.reduce(0) { $0 + $1 * $1 })
  }

  @Test func `song and bass step back for the kick`() throws {
    var plan = RemixPlan(analysis: analysis)
    let drop = try #require(plan.form.first { $0.kind == .drop })
    let kick = drop.bars.lowerBound * 75_600
    plan.slices = []
    plan.risers = []
    var silentDrums = plan
    silentDrums.drumHits = []
    let song = StereoBuffer(count: 1)
    let open = Rendering.whole(silentDrums, of: song)
    let mix = Rendering.whole(plan, of: song)
    plan.bassNotes = []
    let drums = Rendering.whole(plan, of: song)
    let ducked = StereoBuffer(mono: zip(mix.left, drums.left).map { $0 - $1 })
    let during = kick + 300..<kick + 1_800
    #expect(Rendering.power(of: ducked, during) < 0.1 * Rendering.power(of: open, during))
    let after = kick + 16_000..<kick + 18_000
    #expect(abs(Rendering.power(of: ducked, after) / Rendering.power(of: open, after) - 1) < 0.01)
  }
}
