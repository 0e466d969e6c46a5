extension StyleReader {
  static let keys = [
    "name", "about", "extends", "tempo", "swing", "harmony", "form", "mix", "drums", "bass", "chops", "parts",
  ]
  private static let mostDegrees = 64

  /// The style of a whole file, as far as it can be read.
  ///
  /// - Parameter name: For a file that gives none.
  mutating func style(of root: StyleNode, named fallback: String) -> Style? {
    guard let fields = fields(of: root, "a style", keys: Self.keys) else { return nil }
    readPatterns(fields)
    let name = fields["name"].flatMap { text(of: $0, expected: "the style's name") } ?? fallback
    let about = fields["about"].flatMap { text(of: $0, expected: "a line about the style") } ?? ""
    if name.unicodeScalars.count > 60 || about.unicodeScalars.count > 200 {
      report("a name has at most 60 letters, a line about the style at most 200", at: root.place)
    }
    let form = form(fields["form"])
    let tempo = tempo(fields, of: root)
    let scenes = parts(fields, of: root, form: form)
    let swing = swing(fields["swing"])
    let harmony = harmony(fields["harmony"])
    let mix = mix(fields["mix"])
    // All that is wrong was reported by now.
    guard let tempo else { return nil }
    var style = Style(name: name.onOneLine, about: about.onOneLine, tempo: tempo, scenes: scenes)
    style.form = form
    if let swing { style.swing = swing }
    if let harmony { style.harmony = harmony }
    style.mix = mix
    if problems.isEmpty { checkForSilence(style, fields, of: root) }
    return style
  }

  private mutating func tempo(_ fields: StyleFields, of root: StyleNode) -> Style.Tempo? {
    guard let node = fields["tempo"] else {
      let message = "the style has no tempo, expected 'tempo: 140' or 'tempo: song'"
      reportMissing("tempo", of: fields, message, at: root.place)
      return nil
    }
    let expected = "beats per minute from 60 to 200, 'song' or 'song x 2'"
    return value(of: node, expected: expected) { text throws(Complaint) in
      // What is no such number may still be about the song.
      if let tempo = try? Quantity.value(text, unit: .beatsPerMinute, in: 60...200) { return .beatsPerMinute(tempo) }
      let words = text.words
      if words == ["song"] { return .song(times: 1) }
      if words.count == 3, words[0] == "song", words[1] == "x" {
        return .song(times: try Quantity.ratio(words[2], in: 0.25...4))
      }
      throw Complaint(found: text, expected: expected)
    }
  }

  /// How late every second sixteenth comes, or how much of two sixteenths the first one has, in percent.
  private mutating func swing(_ node: StyleNode?) -> Double? {
    guard let node, case .text(let text, _) = node.content, let percent = Quantity.percent(text) else {
      return ratio(node, in: 0...0.9)
    }
    guard (50...95).contains(percent) else {
      report("found '\(text.shortened)', expected 50 % (straight) to 95 %, or a number from 0 to 0.9", at: node.place)
      return nil
    }
    return percent / 50 - 1
  }

  private mutating func harmony(_ node: StyleNode?) -> Style.Harmony? {
    guard let node else { return nil }
    let expected = "steps of the key such as '1 1 6 7', one for each bar, or 'song'"
    if case .list(let items) = node.content {
      let degrees = items.compactMap { count($0, in: 1...7) }
      return degrees.isEmpty ? nil : .degrees(degrees)
    }
    return value(of: node, expected: expected) { text throws(Complaint) in
      if text == "song" { return .song }
      var degrees: [Int] = []
      for word in text.words {
        guard let degree = Quantity.count(word), (1...7).contains(degree) else {
          throw Complaint(found: word, expected: expected)
        }
        guard degrees.count < Self.mostDegrees else {
          throw Complaint("a harmony has at most \(Self.mostDegrees) steps")
        }
        degrees.append(degree)
      }
      return .degrees(degrees)
    }
  }

  private mutating func form(_ node: StyleNode?) -> FormRules {
    var form = FormRules()
    let keys = ["intro", "build", "drop", "breakdown", "ending", "drops-in-a-row"]
    guard let node, let fields = fields(of: node, "form", keys: keys) else { return form }
    for kind in PartKind.allCases { formPlaces[kind] = fields.places[kind.rawValue] ?? node.place }
    let bars = 0...64
    if let count = count(fields["intro"], in: bars) { form.introBars = count }
    if let count = count(fields["build"], in: bars) { form.buildBars = count }
    if let count = count(fields["drop"], in: 1...64) { form.dropBars = count }
    if let count = count(fields["breakdown"], in: bars) { form.breakdownBars = count }
    if let count = count(fields["ending"], in: bars) { form.endingBars = count }
    if let count = count(fields["drops-in-a-row"], in: 1...8) { form.dropsInARow = count }
    return form
  }

  private mutating func mix(_ node: StyleNode?) -> MixSettings {
    var mix = MixSettings()
    let keys = ["wub", "drums", "bass", "song", "effects", "duck-song", "duck-bass"]
    guard let node, let fields = fields(of: node, "mix", keys: keys) else { return mix }
    if let wub = ratio(fields["wub"], in: 0...1) { mix.wub = wub }
    if let level = decibels(fields["drums"]) { mix.drumsDB = level }
    if let level = decibels(fields["bass"]) { mix.bassDB = level }
    if let level = decibels(fields["song"]) { mix.songDB = level }
    if let level = decibels(fields["effects"]) { mix.effectsDB = level }
    if let depth = ratio(fields["duck-song"], in: 0...1) { mix.songDucking = depth }
    if let depth = ratio(fields["duck-bass"], in: 0...1) { mix.bassDucking = depth }
    return mix
  }
}
