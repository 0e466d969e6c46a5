import Styles
import Synthesis
import Testing

struct BuiltInStyleTests {
  private func style(_ name: String) throws -> Style { try #require(Style.builtIn(named: name)) }

  @Test(arguments: Style.builtInNames)
  func `a built-in style can be read and bears its own name`(name: String) throws {
    let text = try #require(Style.builtInText(named: name))
    let style = try Style(text: text, fileName: "\(name).yaml")
    #expect(style.name == name)
    #expect(!style.about.isEmpty)
    let isSame = style == Style.builtIn(named: name)
    #expect(isSame)
  }

  @Test(arguments: Style.builtInNames)
  func `the scenes of each part go evenly into it`(name: String) throws {
    let style = try style(name)
    for kind in PartKind.allCases {
      let scenes = try #require(style.scenes[kind])
      #expect(style.form.bars(of: kind).isMultiple(of: scenes.reduce(0) { $0 + $1.bars }))
    }
  }

  @Test(arguments: Style.builtInNames)
  func `every moving bass note ends closed, after whole wobbles`(name: String) throws {
    for scene in try style(name).scenes.values.flatMap(\.self) {
      for note in scene.bass?.phrases.flatMap({ $0.bars.flatMap(\.self) }) ?? [] {
        let beats = Double(note.length) / Double(Ticks.perBeat)
        let wobbles = (note.startRate + note.endRate) / 2 * beats
        #expect(abs(wobbles - wobbles.rounded()) < 1e-9, "\(note)")
      }
    }
  }

  @Test(arguments: Style.builtInNames)
  func `before the ending, phrases and patterns go evenly round their scenes`(name: String) throws {
    for scene in try style(name).scenes.filter({ $0.key != .ending }).values.flatMap(\.self) {
      var lengths = scene.drums.map(\.bars)
      lengths += scene.bass?.phrases.map(\.bars.count) ?? []
      if case .chops(let phrases)? = scene.song?.arrangement { lengths += phrases.map(\.bars.count) }
      for length in lengths where length < scene.bars { #expect(scene.bars.isMultiple(of: length)) }
      for length in lengths where length > 1 { #expect(length.isMultiple(of: 2)) }
      #expect(scene.fills.allSatisfy { $0.bars == 1 })
    }
  }

  @Test(arguments: Style.builtInNames)
  func `a drop's scenes differ, and all but the fixed ones have a choice`(name: String) throws {
    let scenes = try #require(try style(name).scenes[.drop])
    #expect(scenes.count >= 2)
    for (first, second) in zip(scenes, scenes.dropFirst()) {
      let sameBass = first.bass == second.bass
      let sameDrums = first.drums == second.drums
      let sameSong = first.song == second.song
      #expect(!sameBass && !sameDrums && !sameSong)
    }
    #expect(scenes.allSatisfy { ($0.bass?.phrases.count ?? 0) >= 2 })
  }

  /// Ticks of `sound` in a bar, from every pattern of a scene.
  private func ticks(of sound: DrumSound, in scene: Scene, bar: Int, accentsOnly: Bool = false) -> [Int] {
    let ticks = scene.drums.flatMap { pattern in
      let bar = bar % pattern.bars
      return pattern.strokes
        .filter { $0.sound == sound && $0.tick / Ticks.perBar == bar && (!accentsOnly || $0.gain == 1) }
        .map { $0.tick % Ticks.perBar }
    }
    return ticks.sorted()
  }

  @Test(arguments: ["dubstep", "drumstep"])
  func `half-time has its kick on one and its snare on three`(name: String) throws {
    for scene in try #require(try style(name).scenes[.drop]).prefix(2) {
      for bar in 0..<4 {
        #expect(ticks(of: .kick, in: scene, bar: bar).first == 0)
        #expect(ticks(of: .snare, in: scene, bar: bar, accentsOnly: true) == [96])
      }
    }
  }

  @Test func `house has four on the floor, claps on two and four, and open hats in between`() throws {
    for scene in try #require(try style("electrohouse").scenes[.drop]) {
      for bar in 0..<4 {
        #expect(Set(ticks(of: .kick, in: scene, bar: bar)).isSuperset(of: [0, 48, 96, 144]))
        #expect(ticks(of: .clap, in: scene, bar: bar) == [48, 144])
        #expect(ticks(of: .openHat, in: scene, bar: bar) == [24, 72, 120, 168])
      }
    }
  }

  @Test func `doubletime has its snares on two and four of twice the tempo`() throws {
    let style = try style("doubletime")
    #expect(style.tempo == .song(times: 2))
    let scene = try #require(style.scenes[.drop]?[0])
    for bar in 0..<4 { #expect(ticks(of: .snare, in: scene, bar: bar, accentsOnly: true) == [48, 144]) }
  }

  @Test func `doubletime leads into what follows a drop of half its length as well`() throws {
    let style = try style("doubletime")
    let scenes = try #require(style.scenes[.drop])
    var bars = 0
    for scene in scenes {
      bars += scene.bars
      guard bars.isMultiple(of: style.form.dropBars / 2) else { continue }
      #expect(scene.lastBeatIsSong)
      #expect(scene.effects.contains { if case .riser = $0.sound { true } else { false } })
      #expect(scene.effects.contains { $0.sound == .hit(.reverseCrash) })
    }
    #expect(scenes[0].effects.contains { $0.sound == .hit(.crash) })
  }

  @Test func `beatbox keeps the song's speed, roots and order, and strikes where its drums struck`() throws {
    let style = try style("beatbox")
    #expect(style.tempo == .song(times: 1))
    #expect(style.harmony == .song)
    #expect(style.mix.wub < 0.5)
    for scene in try #require(style.scenes[.drop]) {
      #expect(scene.playsSongDrums)
      #expect(scene.song?.component == .harmonic)
    }
  }

  @Test func `chill is slow, swung and dull, and crackles all the time`() throws {
    let style = try style("chill")
    #expect(style.swing > 0.1)
    for scene in style.scenes.values.flatMap(\.self) where scene.song != nil {
      #expect(scene.effects.contains { $0.sound == .vinyl })
      #expect(try #require(scene.song).lowPassHz.to <= 5_000)
    }
  }

  @Test(arguments: ["dubstep", "electrohouse", "drumstep"])
  func `in the second scene of a drop the song answers while the bass is silent`(name: String) throws {
    let scene = try #require(try style(name).scenes[.drop]?[1])
    guard case .chops(let answers)? = scene.song?.arrangement else {
      Issue.record("The song is not cut up")
      return
    }
    for bar in [1, 3] {
      for phrase in try #require(scene.bass).phrases {
        #expect(phrase.bars[bar].allSatisfy { $0.tick + $0.length <= 96 })
      }
      for phrase in answers {
        #expect(phrase.bars[bar].first?.tick == 96)
        #expect(phrase.bars[bar].reduce(0) { $0 + $1.length } == 96)
      }
    }
  }

  @Test(arguments: Style.builtInNames)
  func `a build rises: it ends with the song alone, after a riser and without a bass`(name: String) throws {
    let last = try #require(try style(name).scenes[.build]?.last)
    #expect(last.lastBeatIsSong)
    #expect(last.bass == nil)
    #expect(last.effects.contains { if case .riser = $0.sound { true } else { false } })
  }
}
