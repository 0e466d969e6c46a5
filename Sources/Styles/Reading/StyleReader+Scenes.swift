extension StyleReader {
  private static let sceneLimit = 32
  private static let choiceLimit = 16
  private static let sceneKeys = [
    "bars", "song", "bass", "pad", "drums", "fill", "effects", "last-beat", "plays-song-drums",
  ]

  mutating func parts(_ style: StyleFields, of root: StyleNode, form: FormRules) -> [PartKind: [Scene]] {
    let names = PartKind.allCases.map(\.rawValue)
    guard let node = style["parts"] else {
      reportMissing(
        "parts", of: style, "the style has no parts, expected 'parts:' with intro, build and so on", at: root.place)
      return [:]
    }
    guard let fields = fields(of: node, "parts", keys: names) else { return [:] }
    var scenes: [PartKind: [Scene]] = [:]
    for kind in PartKind.allCases {
      guard let part = fields[kind.rawValue] else {
        guard form.bars(of: kind) > 0 else { continue }
        let way = kind == .drop ? "" : ", or '\(kind.rawValue): 0' in form"
        let message = "the part '\(kind.rawValue)' is missing, expected a list of scenes\(way)"
        reportMissing(kind.rawValue, of: fields, message, at: node.place)
        continue
      }
      scenes[kind] = self.scenes(of: part, kind: kind, length: form.bars(of: kind))
    }
    return scenes
  }

  private mutating func scenes(of node: StyleNode, kind: PartKind, length: Int) -> [Scene] {
    guard case .list(let items) = node.content else {
      report(
        "found \(node.kindName) for \(kind.rawValue), expected a list of scenes: '- bars: 8' and so on", at: node.place)
      return []
    }
    guard (1...Self.sceneLimit).contains(items.count) else {
      report("found \(items.count) scenes, expected 1 to \(Self.sceneLimit)", at: node.place)
      return []
    }
    let scenes = items.compactMap { scene(of: $0) }
    let sum = scenes.reduce(0) { $0 + $1.bars }
    if scenes.count == items.count, sum == 0 || !length.isMultiple(of: sum) {
      reportLength(of: kind, form: length, scenes: sum, at: node.place)
    }
    return scenes
  }

  private mutating func reportLength(of kind: PartKind, form: Int, scenes: Int, at place: StyleNode.Place) {
    if !isOwn(place), let formPlace = formPlaces[kind], isOwn(formPlace) {
      report(
        "\(kind.rawValue) has \(form) bars here, and its scenes in \(place.file) last \(scenes), expected \(scenes) or "
          + "a multiple of it, or scenes of your own for \(kind.rawValue) under parts", at: formPlace)
    } else {
      report(
        "the scenes of \(kind.rawValue) last \(scenes) bars, expected \(form) as form says, or a number that goes "
          + "evenly into it", at: place)
    }
  }

  private mutating func scene(of node: StyleNode) -> Scene? {
    guard let fields = fields(of: node, "a scene", keys: Self.sceneKeys) else { return nil }
    guard let barsNode = fields["bars"] else {
      reportMissing("bars", of: fields, "a scene does not say how long it is, expected 'bars: 4' or so", at: node.place)
      return nil
    }
    guard let bars = count(barsNode, in: 1...64) else { return nil }
    var scene = Scene(bars: bars)
    scene.song = fields["song"].flatMap { song($0) }
    scene.bass = fields["bass"].flatMap { bass($0) }
    scene.pad = fields["pad"].flatMap { pad($0) }
    scene.drums = patterns(fields["drums"], "drums")
    scene.fills = patterns(fields["fill"], "fill")
    if let effects = fields["effects"] {
      scene.effects = items(of: effects, "effects", limit: Self.choiceLimit).compactMap { effect($0, bars: bars) }
    }
    if let lastBeat = fields["last-beat"], let text = text(of: lastBeat, expected: "song") {
      if text != "song" { report("found '\(text.shortened)', expected song", at: lastBeat.place) }
      if fields["song"] == nil { report("last-beat: song needs a scene with a song", at: lastBeat.place) }
      scene.lastBeatIsSong = true
    }
    if let playsSongDrums = flag(fields["plays-song-drums"]) { scene.playsSongDrums = playsSongDrums }
    return scene
  }

  // MARK: Layers

  private mutating func song(_ node: StyleNode) -> SongLayer? {
    var layer = SongLayer()
    guard case .mapping = node.content else {
      guard let (arrangement, level) = arrangement(node) else { return nil }
      layer.arrangement = arrangement
      layer.levelDB = level
      return layer
    }
    guard let fields = fields(of: node, "song", keys: ["play", "part", "level", "high-pass", "low-pass"]) else {
      return nil
    }
    var commonLevel = Sweep(0)
    if let play = fields["play"] {
      guard let (arrangement, level) = arrangement(play) else { return nil }
      layer.arrangement = arrangement
      commonLevel = level
    }
    if let part = fields["part"] {
      let names = SongLayer.Component.allCases.map(\.rawValue)
      let component = value(of: part, expected: NearestName.list(names)) { text throws(Complaint) in
        guard let component = SongLayer.Component(rawValue: text) else {
          throw Complaint("unknown part of the song '\(text.shortened)'\(NearestName.question(text, in: names))")
        }
        return component
      }
      if let component { layer.component = component }
    }
    if let level = levelSweep(fields["level"]) { layer.levelDB = level }
    layer.levelDB.add(commonLevel)
    if let cutoff = sweep(fields["high-pass"], unit: .hertz, in: 20...20_000) { layer.highPassHz = cutoff }
    if let cutoff = sweep(fields["low-pass"], unit: .hertz, in: 20...20_000) { layer.lowPassHz = cutoff }
    return layer
  }

  private mutating func arrangement(_ node: StyleNode) -> (SongLayer.Arrangement, levelDB: Sweep)? {
    if case .text(let text, _) = node.content, text.words.first == "through" {
      guard let named = nameAndLevel(node, "chops") else { return nil }
      return (.through, named.levelDB)
    }
    let (phrases, levelDB) = phrases(node, "the song", among: chopPhrases, names: chopNames, "chops")
    return phrases.isEmpty ? nil : (.chops(phrases), levelDB)
  }

  private mutating func bass(_ node: StyleNode) -> BassLayer? {
    var (play, level): (StyleNode?, StyleNode?) = (node, nil)
    var isMisspelt = false
    if case .mapping = node.content {
      guard let fields = fields(of: node, "bass", keys: ["play", "level"]) else { return nil }
      (play, level) = (fields["play"], fields["level"])
      isMisspelt = fields.misspelt.contains("play")
    }
    guard let play else {
      let message = "the bass does not say what it plays, expected 'play: [name]'"
      if !isMisspelt { report(message, at: node.place) }
      return nil
    }
    let (phrases, commonLevel) = phrases(play, "the bass", among: bassPhrases, names: bassNames, "bass")
    guard !phrases.isEmpty else { return nil }
    var layer = BassLayer(phrases: phrases)
    if let level = levelSweep(level) { layer.levelDB = level }
    layer.levelDB.add(commonLevel)
    return layer
  }

  private mutating func pad(_ node: StyleNode) -> PadLayer? {
    var level: StyleNode? = node
    if case .mapping = node.content {
      guard let fields = fields(of: node, "pad", keys: ["level"]) else { return nil }
      level = fields["level"]
    }
    var layer = PadLayer()
    if let sweep = levelSweep(level) { layer.levelDB = sweep }
    return layer
  }

  /// Patterns by name, each with a level if one follows: `[half-time, hats -6 dB]`.
  private mutating func patterns(_ node: StyleNode?, _ owner: String) -> [DrumPattern] {
    guard let node else { return [] }
    return items(of: node, owner, limit: Self.choiceLimit).compactMap { item in
      guard let named = nameAndLevel(item, "drums"),
        var pattern = look(up: named.name, among: drumPatterns, names: drumNames, "drums", at: item.place)
      else { return nil }
      pattern.levelDB.add(named.levelDB)
      return pattern
    }
  }

  /// Phrases by name, of which one will be drawn, and the level that they share: `[deep -6 dB]`.
  private mutating func phrases<Phrase>(
    _ node: StyleNode, _ layer: String, among values: [String: Phrase?], names: [String], _ owner: String
  ) -> ([Phrase], levelDB: Sweep) {
    var phrases: [Phrase] = []
    var levels: [Sweep] = []
    for item in items(of: node, layer, limit: Self.choiceLimit) {
      guard let named = nameAndLevel(item, owner),
        let phrase = look(up: named.name, among: values, names: names, owner, at: item.place)
      else { continue }
      phrases.append(phrase)
      levels.append(named.levelDB)
    }
    guard let level = levels.first else { return (phrases, Sweep(0)) }
    if levels.contains(where: { $0 != level }) {
      report(
        "phrases of which one is drawn have one level, expected 'play: [one, two]' and 'level: -3 dB' for \(layer)",
        at: node.place)
    }
    return (phrases, level)
  }

  /// A name, and the level behind it: `hats -6 dB`.
  private mutating func nameAndLevel(_ node: StyleNode, _ owner: String) -> (name: String, levelDB: Sweep)? {
    guard let text = text(of: node, expected: "a name from \(owner)") else { return nil }
    let words = text.words
    guard words.count > 1 else { return (words[0], Sweep(0)) }
    guard words[1].first.map({ "+-0123456789.".contains($0) }) == true else {
      report(
        "found '\(text.shortened)', expected a name from \(owner), and at most a level behind it, such as -3 dB",
        at: node.place)
      return nil
    }
    let level = words.dropFirst().joined(separator: " ")
    return levelSweep(StyleNode(place: node.place, content: .text(level, isPlain: true))).map { (words[0], $0) }
  }

  /// What is called `name`; one that is defined but has a problem of its own gives `nil` without a further report.
  private mutating func look<Value>(
    up name: String, among values: [String: Value?], names: [String], _ owner: String, at place: StyleNode.Place
  ) -> Value? {
    if let value = values[name] { return value }
    if !isOwn(place), let taking = placeOfTaking([owner, name]) {
      report(
        "'\(name.shortened)' is taken away from \(owner) here, but played in \(place.file), line \(place.line): expected "
          + "scenes of your own there, too", at: taking)
      return nil
    }
    let question = names.isEmpty ? ", which has no names yet" : NearestName.question(name, in: names)
    report("'\(name.shortened)' is not in \(owner)\(question)", at: place)
    return nil
  }
}

extension Sweep {
  fileprivate mutating func add(_ other: Sweep) {
    from += other.from
    to += other.to
  }
}

extension FormRules {
  /// The bars of a part.
  package func bars(of kind: PartKind) -> Int {
    switch kind {
    case .intro: introBars
    case .build: buildBars
    case .drop: dropBars
    case .breakdown: breakdownBars
    case .ending: endingBars
    }
  }
}
