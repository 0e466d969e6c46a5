import Glibc

// What stands around the lanes: title, facts, bars, parts and names.
extension ArrangementPicture {
  func drawHeader(on canvas: borrowing Canvas) {
    let width = Double(Self.width)
    canvas.fill(Rectangle(x: 0, y: 0, width: width, height: Self.headerHeight), Palette.panel)
    canvas.fill(Rectangle(x: 0, y: Self.headerHeight - 1, width: width, height: 1), Palette.rule)
    let title = arrangement.title.isEmpty ? "Untitled" : arrangement.title
    let fitted = StrokeFont.fitted(title, size: 17, width: Self.right - 24)
    canvas.write(fitted, at: Point(24, 38), size: 17, Palette.ink, weight: .bold)
    var x = 24.0
    for fact in arrangement.facts {
      let value = StrokeFont.fitted(fact.value, size: 11, width: 320)
      let width = max(StrokeFont.width(of: value, size: 11), StrokeFont.width(of: fact.name, size: 7.5))
      guard x + width < Self.right else { break }
      canvas.write(fact.name, at: Point(x, 62), size: 7.5, Palette.quiet)
      canvas.write(value, at: Point(x, 81), size: 11, Palette.ink, weight: .bold)
      x += width + 42
    }
  }

  /// Bars are numbered from 1, as far apart as they can be read.
  func drawBars(to bottom: Double, on canvas: borrowing Canvas) {
    let barSeconds = 60 / arrangement.beatsPerMinute * Double(arrangement.beatsPerBar)
    let barWidth = barSeconds * axis.pixelsPerSecond
    guard barWidth > 0, barWidth.isFinite else { return }
    let numbered = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024].first { Double($0) * barWidth >= 44 } ?? 4_096
    let ruled = max(numbered / 4, 1)
    let count = Int((arrangement.durationSeconds / barSeconds).rounded(.up))
    canvas.write("bar", at: Point(Self.left - 12, Self.headingTop - 10), size: 9, Palette.quiet, align: .right)
    for bar in stride(from: 0, to: count, by: ruled) where Double(bar) * barSeconds < arrangement.durationSeconds - 0.1
    {
      let x = axis.x(Double(bar) * barSeconds)
      let isNumbered = bar.isMultiple(of: numbered)
      canvas.upright(
        x: x, from: Self.lanesTop, to: bottom, isNumbered ? Palette.rule : Palette.rule.faded(0.45))
      guard isNumbered else { continue }
      canvas.upright(x: x, from: Self.headingTop - 8, to: Self.headingTop, Palette.quiet)
      canvas.write("\(bar + 1)", at: Point(x + 4, Self.headingTop - 10), size: 9, Palette.quiet)
    }
  }

  func drawHeadings(to bottom: Double, on canvas: borrowing Canvas) {
    for part in arrangement.parts {
      let (from, to) = (axis.x(part.span.lowerBound).rounded(), axis.x(part.span.upperBound).rounded())
      guard to > from else { continue }
      let colour = Self.colour(ofPart: part.name)
      let heading = Rectangle(
        x: from, y: Self.headingTop, width: max(to - from - 1, 1), height: Self.headingHeight)
      canvas.fill(heading, colour)
      canvas.fill(
        Rectangle(x: from, y: Self.lanesTop, width: to - from, height: bottom - Self.lanesTop), colour.faded(0.07))
      canvas.upright(x: from, from: Self.headingTop, to: bottom, colour.faded(0.8))
      // Where there is no room for all of the name, its first word in small letters may fit.
      let isRoomy = StrokeFont.width(of: part.name, size: 10.5) <= to - from - 14
      let name = isRoomy ? part.name : String(part.name.split(separator: " ").first ?? "")
      let size = isRoomy ? 10.5 : 8.5
      let text = StrokeFont.fitted(name, size: size, width: to - from - 8)
      canvas.write(
        text, at: Point(from + (isRoomy ? 8 : 4), Self.headingTop + 19), size: size, Palette.white, weight: .bold)
    }
  }

  func drawLabel(of lane: Lane, _ area: Rectangle, on canvas: borrowing Canvas) {
    let x = area.x - 12
    let middle = area.y + area.height / 2 + 4
    let name: String =
      switch lane {
      case .song: "Song"
      case .songPlaces: ""
      case .filter: "Filter"
      case .bass: "Bass"
      case .pads: "Pads"
      case .drum(let index): arrangement.drums[index].name
      case .effects: "Effects"
      case .level: "Level"
      }
    switch lane {
    case .drum:
      let fitted = StrokeFont.fitted(name, size: 8.5, width: Self.left - 24)
      canvas.write(fitted, at: Point(x, middle - 0.5), size: 8.5, Palette.ink, align: .right)
    case .songPlaces: drawPlaceLegend(area, on: canvas)
    case .bass:
      canvas.write(name, at: Point(x, area.y + 14), size: 10, Palette.ink, weight: .bold, align: .right)
      drawVoices(of: arrangement.bass, area, on: canvas)
    case .filter:
      canvas.write(name, at: Point(x, area.y + 14), size: 10, Palette.ink, weight: .bold, align: .right)
      canvas.write("30 Hz - 16 kHz", at: Point(x, area.y + 31), size: 8, Palette.quiet, align: .right)
    default: canvas.write(name, at: Point(x, middle), size: 10, Palette.ink, weight: .bold, align: .right)
    }
  }

  /// Which colour stands for which voice.
  private func drawVoices(of notes: [Arrangement.Note], _ area: Rectangle, on canvas: borrowing Canvas) {
    for (index, voice) in Self.voices(of: notes).prefix(5).enumerated() {
      let y = area.y + 30 + Double(index) * 14.5
      let name = StrokeFont.fitted(voice, size: 8, width: Self.left - 42)
      canvas.write(name, at: Point(area.x - 12, y), size: 8, Palette.quiet, align: .right)
      let start = area.x - 12 - StrokeFont.width(of: name, size: 8) - 13
      canvas.fill(Rectangle(x: start, y: y - 8, width: 8, height: 8), Self.colour(ofVoice: voice, among: notes))
    }
  }

  /// Which colour stands for which place in the song: as high as the place is drawn.
  private func drawPlaceLegend(_ area: Rectangle, on canvas: borrowing Canvas) {
    let steps = Int(area.height)
    for step in 0..<steps {
      let place = 1 - Double(step) / Double(max(steps - 1, 1))
      canvas.fill(
        Rectangle(x: area.x - 20, y: area.y + Double(step), width: 8, height: 1), Self.colour(ofPlace: place))
    }
    canvas.write("song's end", at: Point(area.x - 28, area.y + 9), size: 8, Palette.quiet, align: .right)
    canvas.write("start", at: Point(area.x - 28, area.bottom), size: 8, Palette.quiet, align: .right)
  }
}
