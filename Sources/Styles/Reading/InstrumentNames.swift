import Synthesis

/// The names of the instruments in style files.
enum InstrumentNames {
  static let drums = [
    "kick", "snare", "roll-snare", "clap", "rim", "closed-hat", "open-hat", "ride", "crash", "splash", "tom-high",
    "tom-mid", "tom-low", "impact", "reverse-crash",
  ]
  /// What a drum pattern can hold: what plays backwards has no place on a step.
  static let patternDrums = drums.filter { $0 != "reverse-crash" }
  static let basses = ["wobble", "growl", "screech", "reese", "sub"]

  static func drum(_ name: String) -> DrumSound? {
    guard drums.contains(name) else { return nil }
    return DrumSound(rawValue: name) ?? DrumSound(rawValue: camelCase(name)) ?? standIns[name]
  }

  static func bass(_ name: String) -> BassTimbre? {
    guard basses.contains(name) else { return nil }
    return BassTimbre(rawValue: name) ?? bassStandIns[name]
  }

  private static func camelCase(_ name: String) -> String {
    var parts = name.split(separator: "-")
    let first = parts.removeFirst()
    return first + parts.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  /// Until the kit has them all.
  private static let standIns: [String: DrumSound] = [
    "rim": .snare, "ride": .closedHat, "splash": .crash, "tom-high": .snare, "tom-mid": .snare, "tom-low": .kick,
    "impact": DrumSound(rawValue: "boom") ?? .kick,
  ]
  private static let bassStandIns: [String: BassTimbre] = ["screech": .growl, "sub": .reese]
}
