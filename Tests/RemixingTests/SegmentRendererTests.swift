import Audio
import BeatTracking
import Glibc
import Remixing
import Styles
import Synthesis
import Testing

struct SegmentRendererTests {
  private let analysis = MadeSongs.analysis(seconds: 60, beatsPerMinute: 117)

  private func plan(_ analysis: SongAnalysis, tempo: Double? = nil) -> RemixPlan {
    var options = RemixOptions()
    options.targetBeatsPerMinute = tempo
    return RemixPlan(analysis: analysis, options: options)
  }

  @Test(arguments: [140.0, 128, 174, 83.7])
  func `segments tile the remix`(tempo: Double) {
    let plan = plan(analysis, tempo: tempo)
    var next = 0
    for segment in 0..<plan.segmentCount {
      #expect(plan.range(ofSegment: segment).lowerBound == next)
      #expect(plan.range(ofSegment: segment).count <= plan.longestSegment)
      next = plan.range(ofSegment: segment).upperBound
    }
    #expect(next == plan.sampleCount)
  }

  @Test(arguments: [140.0, 128])
  func `a segment rendered alone equals the same segment in sequence`(tempo: Double) {
    let plan = plan(analysis, tempo: tempo)
    let song = MadeSongs.sound(of: analysis)
    let instruments = RemixInstruments(for: plan)
    let drums = instruments.kit.makeAll()
    var renderer = SegmentRenderer(plan: plan, instruments: instruments)
    let sequence = (0..<plan.segmentCount).map {
      renderer.render(segment: $0, source: song.span, drums: drums.span)
    }
    for segment in (0..<plan.segmentCount).reversed() {
      let alone = Rendering.segment(segment, of: plan, song: song)
      for bus in MixBus.allCases { #expect((alone[bus] == sequence[segment][bus]) == true, "\(bus) of \(segment)") }
    }
  }

  @Test func `a segment reads nothing of the song outside of its source range`() {
    let plan = plan(analysis)
    let song = MadeSongs.sound(of: analysis)
    for segment in 0..<plan.segmentCount {
      let range = plan.sourceRange(ofSegment: segment)
      var other = StereoBuffer(mono: [Float](repeating: 0.9, count: song.count))
      other.left.replaceSubrange(range, with: song.left[range])
      other.right.replaceSubrange(range, with: song.right[range])
      let (one, two) = (
        Rendering.segment(segment, of: plan, song: other), Rendering.segment(segment, of: plan, song: song)
      )
      #expect((one.source == two.source) == true)
    }
  }

  @Test func `kick and snare sound where they are written`() throws {
    let plan = plan(analysis)
    let drums = Rendering.bus(.drums, of: plan, song: StereoBuffer(count: 1))
    let drop = try #require(plan.form.first { $0.kind == .drop })
    for bar in drop.bars.prefix(7) {
      let start = bar * 75_600
      // 20 ms from the stroke on are louder than the 20 ms before.
      for stroke in [start, start + 37_800] {
        #expect(
          Rendering.power(of: drums, stroke..<stroke + 882) > 5 * Rendering.power(of: drums, stroke - 882..<stroke))
      }
    }
  }

  @Test func `the attack of a beat of the song lands on the grid`() throws {
    let plan = plan(analysis)
    // Only the clicks: nothing else to find them in.
    let song = MadeSongs.sound(of: analysis, frequency: 0)
    let source = Rendering.bus(.source, of: plan, song: song)
    let drop = try #require(plan.form.first { $0.kind == .drop })
    var found = 0
    for slice in plan.slices where drop.bars.contains(slice.output.lowerBound / 75_600) && slice.playback == .stretched
    {
      let around = slice.output.lowerBound - 2_000..<slice.output.lowerBound + 2_000
      let loudest = source.left[around].reduce(0) { max($0, abs($1)) }
      guard loudest > 0.01 else { continue }
      let attack = try #require(source.left[around].firstIndex { abs($0) > 0.5 * loudest })
      #expect(abs(attack - slice.output.lowerBound) <= 132)
      found += 1
    }
    #expect(found > 30)
  }

  @Test func `joins of slices make no clicks`() {
    let frequency = 330.0
    let song = StereoBuffer(
      mono: (0..<analysis.sampleCount).map { Float(0.25 * sin(2 * .pi * frequency * Double($0) / 44_100)) })
    let mix = Rendering.bus(.source, of: plan(analysis), song: song)
    let loudest = mix.left.reduce(0) { max($0, abs($1)) }
    // A sine moves by 2 pi f / fs of its amplitude at most; fades of 3 ms and two octaves up add about as much.
    let slope = Float(2 * .pi * frequency / 44_100)
    let steepest = zip(mix.left, mix.left.dropFirst()).reduce(0) { max($0, abs($1.1 - $1.0)) }
    #expect(steepest < 4 * slope * loudest)
  }

  @Test func `the bass is mono where it is low`() {
    let mix = Rendering.bus(.bass, of: plan(analysis), song: StereoBuffer(count: 1))
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
    var style = Style.standard
    let analysis = self.analysis
    func bass(ducked: Bool) -> (StereoBuffer, Int) {
      style.mix.bassDucking = ducked ? 0.85 : 0
      let plan = RemixPlan(analysis: analysis, options: RemixOptions(style: style))
      let drop = plan.form.first { $0.kind == .drop }
      let kick = (drop?.bars.lowerBound ?? 0) * 75_600
      return (Rendering.bus(.bass, of: plan, song: StereoBuffer(count: 1)), kick)
    }
    let (ducked, kick) = bass(ducked: true)
    let (open, _) = bass(ducked: false)
    let during = kick + 300..<kick + 1_800
    #expect(Rendering.power(of: ducked, during) < 0.1 * Rendering.power(of: open, during))
    let after = kick + 16_000..<kick + 18_000
    #expect(abs(Rendering.power(of: ducked, after) / Rendering.power(of: open, after) - 1) < 0.01)
  }
}
