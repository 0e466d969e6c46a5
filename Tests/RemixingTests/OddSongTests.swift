import Audio
import BeatTracking
import Remixing
import Styles
import Testing

/// Songs that hardly are songs.
struct OddSongTests {
  @Test(arguments: [0, 0.00003, 0.2, 1, 7.9])
  func `a song of a few beats still becomes a remix`(seconds: Double) {
    let analysis = MadeSongs.analysis(seconds: seconds)
    let plan = RemixPlan(analysis: analysis, options: RemixOptions())
    #expect(plan.form.map(\.kind) == [.intro, .drop, .ending])
    let mix = Rendering.whole(plan, of: MadeSongs.sound(of: analysis))
    #expect(Rendering.isFinite(mix))
    let drop = plan.form[1].bars.lowerBound * 75_600
    #expect(Rendering.power(of: mix, drop..<drop + 75_600) > 1e-3)
  }

  @Test func `silence becomes a remix of drums and bass`() {
    let analysis = MadeSongs.silence(seconds: 30)
    let plan = RemixPlan(analysis: analysis, options: RemixOptions())
    let mix = Rendering.whole(plan, of: StereoBuffer(count: analysis.sampleCount))
    #expect(Rendering.isFinite(mix))
    let drop = (plan.form.first { $0.kind == .drop }?.bars.lowerBound ?? 0) * 75_600
    #expect(Rendering.power(of: mix, drop..<drop + 75_600) > 1e-3)
  }

  @Test func `a song that is very soft is heard like any other`() {
    let usual = MadeSongs.analysis(seconds: 60)
    var soft = usual
    soft.beatFeatures = usual.beatFeatures.map { feature in
      var feature = feature
      feature.level *= 0.002
      feature.lowBandLevel *= 0.002
      return feature
    }
    let (plan, softPlan) = (
      RemixPlan(analysis: usual, options: RemixOptions()), RemixPlan(analysis: soft, options: RemixOptions())
    )
    #expect(plan.slices.count == softPlan.slices.count)
    #expect(zip(plan.slices, softPlan.slices).allSatisfy { abs($1.gain / $0.gain * 0.002 - 1) < 0.01 })
  }

  @Test func `broken numbers in an analysis never reach the samples`() {
    var analysis = MadeSongs.analysis(seconds: 20)
    for beat in analysis.beatFeatures.indices {
      analysis.beatFeatures[beat].level = .nan
      analysis.beatFeatures[beat].chroma[3] = .infinity
    }
    analysis.tuningCents = .nan
    analysis.beatsPerMinute = 0
    let plan = RemixPlan(analysis: analysis, options: RemixOptions())
    #expect(Rendering.isFinite(Rendering.whole(plan, of: MadeSongs.sound(of: analysis))))
  }

  @Test func `three hours of song are planned in proportion`() {
    let short = RemixPlan(analysis: MadeSongs.analysis(seconds: 600), options: RemixOptions())
    let long = RemixPlan(analysis: MadeSongs.analysis(seconds: 10_800), options: RemixOptions())
    let growth = Double(long.slices.count) / Double(short.slices.count)
    #expect(growth > 16 && growth < 20)
    #expect(abs(WorkingFormat.seconds(ofSamples: long.sampleCount) - 10_800) < 8)
    // Beat by beat over the whole song: the last drop draws on its last minutes.
    #expect((long.slices.last?.source.lowerBound ?? 0) > 10_700 * 44_100)
  }

  @Test func `a song slower or faster than music goes on`() {
    for tempo in [8.0, 30, 333, 900] {
      let analysis = MadeSongs.analysis(seconds: 60, beatsPerMinute: tempo)
      let plan = RemixPlan(analysis: analysis, options: RemixOptions())
      #expect(Rendering.isFinite(Rendering.whole(plan, of: MadeSongs.sound(of: analysis))))
    }
  }
}
