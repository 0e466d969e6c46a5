import Audio
import BeatTracking
import Remixing
import Styles
import Testing

struct RemixFormTests {
  private func form(_ analysis: SongAnalysis, length: RemixLength = .full) -> [RemixPart] {
    var options = RemixOptions()
    options.length = length
    return RemixPlan(analysis: analysis, options: options).form
  }

  private func seconds(_ form: [RemixPart]) -> Double {
    Double(form.last?.bars.upperBound ?? 0) * 240 / 140
  }

  @Test(arguments: [20.0, 75, 180, 400])
  func `parts follow each other without gaps, in multiples of four bars`(seconds: Double) {
    let form = form(MadeSongs.analysis(seconds: seconds))
    var bar = 0
    for part in form {
      #expect(part.bars.lowerBound == bar)
      #expect(part.bars.count.isMultiple(of: 4) || seconds < 60)
      bar = part.bars.upperBound
    }
    #expect(form.first?.kind == .intro)
    #expect(form.dropFirst().first?.kind == .drop)
    #expect(form.last?.kind == .ending)
  }

  @Test(arguments: [75.0, 180, 240, 400])
  func `a remix lasts about as long as its song`(seconds: Double) {
    #expect(abs(self.seconds(form(MadeSongs.analysis(seconds: seconds))) - seconds) < 4)
  }

  @Test(arguments: [20.0, 45, 90, 300, 1_000])
  func `a remix lasts as long as it should`(wanted: Double) {
    let form = form(MadeSongs.analysis(seconds: 200), length: .seconds(wanted))
    #expect(abs(seconds(form) - wanted) < 4)
    #expect(form.contains { $0.kind == .drop })
  }

  @Test(arguments: Style.builtInNames, [10.0, 30, 60, 100, 240])
  func `every style comes near the wanted length`(name: String, wanted: Double) throws {
    var options = RemixOptions(style: try #require(Style.builtIn(named: name)))
    options.length = .seconds(wanted)
    let plan = RemixPlan(analysis: MadeSongs.analysis(seconds: 200), options: options)
    let length = Double(plan.sampleCount) / 44_100
    #expect(abs(length - wanted) < max(0.15 * wanted, 2.5), "\(length) s")
  }

  @Test(arguments: Style.builtInNames)
  func `a radio edit is no longer than three minutes`(name: String) throws {
    var options = RemixOptions(style: try #require(Style.builtIn(named: name)))
    options.length = .radio
    let plan = RemixPlan(analysis: MadeSongs.analysis(seconds: 300), options: options)
    #expect(plan.sampleCount <= 180 * 44_100)
    #expect(plan.sampleCount >= 160 * 44_100)
  }

  @Test func `a radio edit takes three minutes of a long song and all of a short one`() {
    #expect(abs(seconds(form(MadeSongs.analysis(seconds: 500), length: .radio)) - 180) < 4)
    #expect(abs(seconds(form(MadeSongs.analysis(seconds: 120), length: .radio)) - 120) < 4)
  }

  @Test func `a short remix takes the song's climax`() {
    var sections = [
      Section(startSeconds: 0, endSeconds: 60, label: "A", energy: 1),
      Section(startSeconds: 60, endSeconds: 120, label: "B", energy: 0.1),
      Section(startSeconds: 120, endSeconds: 180, label: "C", energy: 1),
      Section(startSeconds: 180, endSeconds: 240, label: "B", energy: 0.1),
    ]
    sections[2].isDropCandidate = true
    let analysis = MadeSongs.analysis(
      seconds: 240, sections: sections, quietSeconds: 60..<120)
    let form = form(analysis, length: .seconds(40))
    #expect(form.filter { $0.kind == .drop }.allSatisfy { !(60..<112).contains($0.songStartSeconds) })
  }

  @Test func `a quiet section becomes a breakdown that a build leads out of`() throws {
    let sections = [
      Section(startSeconds: 0, endSeconds: 70, label: "A", energy: 1),
      Section(startSeconds: 70, endSeconds: 85, label: "B", energy: 0.1),
      Section(startSeconds: 85, endSeconds: 150, label: "A", energy: 1),
    ]
    let form = form(MadeSongs.analysis(seconds: 150, sections: sections, quietSeconds: 70..<85))
    let index = try #require(form.firstIndex { $0.kind == .breakdown && $0.label == "B" })
    #expect(form[index].songStartSeconds == 70)
    #expect(form[index + 1].kind == .build)
    #expect(form[index + 2].kind == .drop)
  }

  @Test func `a long loud song gets a rest after two drops`() {
    var bars = 0
    for part in form(MadeSongs.analysis(seconds: 300)) {
      if part.kind == .breakdown { bars = 0 }
      if part.kind == .drop { bars += part.bars.count }
      #expect(bars <= 32)
    }
  }
}
