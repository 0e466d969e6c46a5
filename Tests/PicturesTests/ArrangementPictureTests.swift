import Audio
import Pictures
import Testing

struct ArrangementPictureTests {
  private static func arrangement(seconds: Double = 60) -> Arrangement {
    var arrangement = Arrangement(durationSeconds: seconds, beatsPerMinute: 140)
    arrangement.title = "Example"
    arrangement.facts = [("STYLE", "dubstep"), ("KEY", "F# minor")]
    let half = seconds / 2
    arrangement.parts = [
      Arrangement.Part(name: "intro A", span: 0..<half), Arrangement.Part(name: "drop B", span: half..<seconds),
    ]
    arrangement.song = (0..<40).map { index in
      let start = Double(index) / 40
      return Arrangement.SongPiece(span: start * seconds..<(start + 0.02) * seconds, from: start, to: start + 0.02)
    }
    arrangement.filter = [Arrangement.FilterCorner(time: half, highPassHz: 100, lowPassHz: 8_000)]
    arrangement.bass = [
      Arrangement.Note(span: half..<half + 1, pitch: 30, voice: "wobble"),
      Arrangement.Note(span: half + 1..<half + 2, pitch: 33.2, voice: "growl", strength: 0.5),
    ]
    arrangement.pads = [Arrangement.Note(span: 0..<half, pitch: 54, voice: "pad")]
    arrangement.drums = [Arrangement.DrumLane(name: "kick", hits: [(time: half, strength: 1), (half + 1, 0.4)])]
    arrangement.effects = [Arrangement.Effect(name: "riser", span: half - 4..<half, motion: .rising)]
    return arrangement
  }

  private func size(_ png: [UInt8]) -> [Int] {
    guard png.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) else { return [] }
    return [16, 20].map { start in png[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } }
  }

  @Test func `a picture is a PNG of its stated size, the same bytes each time`() throws {
    let sound = StereoBuffer(mono: (0..<60 * 44_100).map { Float($0 % 1_000) / 1_000 - 0.5 })
    let picture = ArrangementPicture(Self.arrangement())
    let png = try picture.png(of: sound.span)
    #expect(size(png) == [ArrangementPicture.width, picture.height] && ArrangementPicture.width == 1_800)
    #expect((try picture.png(of: sound.span) == png) == true)
  }

  @Test func `each lane is seen`() throws {
    let sound = StereoBuffer(count: 44_100)
    let full = Self.arrangement()
    let changes: [(inout Arrangement) -> Void] = [
      { $0.title = "" }, { $0.facts = [] }, { $0.parts.removeLast() }, { $0.song.removeLast() },
      { $0.filter[0].lowPassHz = 200 }, { $0.bass[0].pitch += 2 }, { $0.bass[1].voice = "reese" },
      { $0.pads[0].span = 0..<1 }, { $0.drums[0].hits.removeLast() }, { $0.effects[0].motion = .falling },
    ]
    var pictures = [try ArrangementPicture(full).png(of: sound.span)]
    for change in changes {
      var changed = full
      change(&changed)
      pictures.append(try ArrangementPicture(changed).png(of: sound.span))
    }
    #expect(Set(pictures).count == changes.count + 1)
  }

  @Test func `a lane without anything in it takes no room`() {
    let full = ArrangementPicture(Self.arrangement())
    var arrangement = Self.arrangement()
    arrangement.pads = []
    arrangement.effects = []
    #expect(ArrangementPicture(arrangement).height < full.height)
  }

  @Test(arguments: [0.0, 0.01, 30.0, 10_800.0])
  func `an arrangement of any length has a picture`(seconds: Double) throws {
    let picture = ArrangementPicture(Self.arrangement(seconds: seconds))
    #expect(size(try picture.png(of: StereoBuffer(count: 441).span)) == [1_800, picture.height])
    var nothing = Arrangement(durationSeconds: seconds, beatsPerMinute: 0)
    nothing.title = String(repeating: "A very long name \u{1F3B5} ", count: 50)
    #expect(size(try ArrangementPicture(nothing).png(of: StereoBuffer(count: 0).span)).count == 2)
  }
}
