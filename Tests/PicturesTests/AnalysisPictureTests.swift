import Audio
import BeatTracking
import Pictures
import Testing

struct AnalysisPictureTests {
  private static func noise(seconds: Double) -> StereoBuffer {
    var state: UInt32 = 3
    return StereoBuffer(
      mono: (0..<Int(seconds * 44_100)).map { index in
        state = state &* 1_664_525 &+ 1_013_904_223
        return (Float(state >> 8) / 8_388_608 - 1) * (index % 22_050 < 2_000 ? 0.8 : 0.05)
      })
  }

  /// An analysis with beats at `beatsPerMinute` throughout, in sections of eight bars.
  private static func analysis(of song: StereoBuffer, beatsPerMinute: Double = 120) -> SongAnalysis {
    var analysis = silence(of: song)
    let period = 60 / beatsPerMinute
    analysis.beatsPerMinute = beatsPerMinute
    analysis.beats = Array(stride(from: 0, to: max(analysis.durationSeconds, 0.01), by: period))
    analysis.downbeatIndices = Array(stride(from: 0, to: analysis.beats.count, by: 4))
    let borders = Array(stride(from: 0, to: analysis.durationSeconds, by: 32 * period)) + [analysis.durationSeconds]
    analysis.sections = zip(borders, borders.dropFirst()).enumerated().map { index, times in
      Section(startSeconds: times.0, endSeconds: times.1, label: ["A", "B", "A", "C"][index % 4], energy: 1)
    }
    analysis.onsets = analysis.beats.map { Onset(seconds: $0, strength: 1) }
    return analysis
  }

  /// What is heard in silence as long as `song`.
  private static func silence(of song: StereoBuffer) -> SongAnalysis {
    let count = FeatureExtractor.frameCount(forSamples: song.count) * FeatureExtractor.floatsPerFrame
    let features = [Float](repeating: 0, count: count)
    return SongAnalysis(features: features.span, gatingBlockPowers: [Float]().span, source: song.span)
  }

  private func size(_ png: [UInt8]) -> [Int] {
    guard png.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) else { return [] }
    return [16, 20].map { start in png[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } }
  }

  @Test func `a picture is a PNG of its stated size, the same bytes each time`() throws {
    let song = Self.noise(seconds: 20)
    let picture = AnalysisPicture(Self.analysis(of: song), title: "Noise & Bursts (F\u{266F}), \u{00C9}t\u{00E9} 100%")
    let png = try picture.png(of: song.span)
    #expect(size(png) == [AnalysisPicture.width, AnalysisPicture.height])
    #expect(png.count > 20_000)
    #expect(try picture.png(of: song.span) == png)
  }

  @Test func `another title, other beats or another song make another picture`() throws {
    let song = Self.noise(seconds: 20)
    let pictures = try [
      AnalysisPicture(Self.analysis(of: song), title: "A").png(of: song.span),
      AnalysisPicture(Self.analysis(of: song), title: "B").png(of: song.span),
      AnalysisPicture(Self.analysis(of: song, beatsPerMinute: 121), title: "A").png(of: song.span),
      AnalysisPicture(Self.analysis(of: song), title: "A").png(of: StereoBuffer(count: song.count).span),
    ]
    #expect(Set(pictures).count == 4)
  }

  @Test(arguments: [0, 1, 441, 44_100, 44_100 * 60])
  func `silence of any length has a picture`(sampleCount: Int) throws {
    let song = StereoBuffer(count: sampleCount)
    let analysis = Self.silence(of: song)
    let title = String(repeating: "A very long name \u{1F3B5} ", count: 50)
    #expect(size(try AnalysisPicture(analysis, title: title).png(of: song.span)).count == 2)
  }

  @Test(arguments: [30.0, 260, 1_000])
  func `slow, fast and absurd tempos have a picture`(beatsPerMinute: Double) throws {
    let song = Self.noise(seconds: 40)
    let analysis = Self.analysis(of: song, beatsPerMinute: beatsPerMinute)
    #expect(size(try AnalysisPicture(analysis, title: "").png(of: song.span)).count == 2)
  }
}
