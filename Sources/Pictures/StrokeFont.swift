import Glibc

/// Our own lettering: each letter is a few lines and arcs of a pen, so that text needs no font of the machine and looks
/// the same everywhere.
enum StrokeFont {
  enum Weight {
    case regular
    case bold

    /// Width of the pen for letters whose capitals are 14 units tall.
    fileprivate var pen: Double { self == .regular ? 1.45 : 2.15 }
  }

  /// Height of capitals in the units of the letters.
  private static let capitalHeight = 14.0
  /// From one letter's right edge to the next one's left.
  private static let spacing = 3.4
  private static let spaceWidth = 5.2

  /// The width of `text` in pixels.
  ///
  /// - Parameter size: The height of its capitals in pixels.
  static func width(of text: String, size: Double) -> Double {
    var units = 0.0
    for (index, character) in Self.known(text).enumerated() {
      units += (index > 0 ? spacing : 0) + width(of: character)
    }
    return units * size / capitalHeight
  }

  /// `text` with as much of its end replaced by three dots as it takes to be at most `width` wide.
  static func fitted(_ text: String, size: Double, width limit: Double) -> String {
    guard width(of: text, size: size) > limit else { return text }
    var shortened = text
    while !shortened.isEmpty, width(of: shortened + "...", size: size) > limit { shortened.removeLast() }
    return shortened.isEmpty ? "" : shortened + "..."
  }

  /// The lines of `text`, its baseline starting at `origin`.
  static func path(of text: String, at origin: Point, size: Double) -> [PathStep] {
    let scale = size / capitalHeight
    var path: [PathStep] = []
    var left = 0.0
    for character in known(text) {
      let start = left
      path += (Letters.all[character]?.steps ?? []).map { step in
        step.mapped { Point(origin.x + (start + $0.x) * scale, origin.y - $0.y * scale) }
      }
      left += width(of: character) + spacing
    }
    return path
  }

  /// Width of the pen in pixels.
  static func pen(_ weight: Weight, size: Double) -> Double { max(weight.pen * size / capitalHeight, 0.9) }

  private static func width(of character: Character) -> Double {
    Letters.all[character]?.width ?? spaceWidth
  }

  /// `text` with letters that have no drawing replaced by one that has.
  private static func known(_ text: String) -> [Character] {
    text.map { character in
      if character == " " || Letters.all[character] != nil { return character }
      if let plain = Letters.stand(inFor: character) { return plain }
      return character.isWhitespace ? " " : "\u{25A1}"
    }
  }
}

extension PathStep {
  fileprivate func mapped(_ map: (Point) -> Point) -> PathStep {
    switch self {
    case .move(let to): .move(map(to))
    case .line(let to): .line(map(to))
    case .curve(let one, let two, let to): .curve(map(one), map(two), map(to))
    }
  }
}

extension Canvas {
  enum Alignment {
    case left
    case centre
    case right
  }

  /// Writes `text` with its baseline at `point`.
  func write(
    _ text: String, at point: Point, size: Double, _ colour: Colour, weight: StrokeFont.Weight = .regular,
    align: Alignment = .left
  ) {
    let width = StrokeFont.width(of: text, size: size)
    let shift = align == .left ? 0 : align == .centre ? width / 2 : width
    let path = StrokeFont.path(of: text, at: Point(point.x - shift, point.y), size: size)
    stroke(path, width: StrokeFont.pen(weight, size: size), colour)
  }
}
