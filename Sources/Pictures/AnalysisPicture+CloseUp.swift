import Audio
import BeatTracking

// A few bars, close enough to see whether the beats lie on the music.
extension AnalysisPicture {
  private static let bars = 4
  private static let longestSeconds = 16.0

  func drawCloseUp(of source: StereoSpan, on canvas: borrowing Canvas) {
    let area = Self.closeUpArea
    let range = closeUpRange
    let axis = TimeAxis(range, left: area.x, width: area.width)
    let section = analysis.sections.last { $0.startSeconds <= range.lowerBound + 0.1 }
    let place = section.map { " in section \($0.label)" } ?? ""
    writeTitle(
      "Close up", "bar.beat and chord root on each beat\(place); orange: onsets", over: area, by: 30, on: canvas)
    canvas.fill(area, Palette.panel)
    let samples =
      WorkingFormat.sampleIndex(atSeconds: range.lowerBound)..<WorkingFormat.sampleIndex(atSeconds: range.upperBound)
    let envelope = Envelope(of: source, samples: samples, columns: Int(area.width))
    let colour = section.flatMap { colours[$0.label] } ?? Palette.quiet
    let middle = area.y + area.height / 2
    let scale = area.height / 2 / Double(max(envelope.peak, 0.01)) * 0.94
    for (values, colour) in [(envelope.peaks, colour.mixed(with: Palette.white, 0.4)), (envelope.levels, colour)] {
      for (column, value) in values.enumerated() {
        let half = max(Double(value) * scale, 0.5)
        canvas.fill(
          Rectangle(x: area.x + Double(column), y: middle - half, width: 1, height: 2 * half), colour)
      }
    }
    drawBeats(along: axis, on: canvas)
    drawOnsets(along: axis, on: canvas)
    canvas.writeTimes(axis, under: area)
  }

  /// From a little before a downbeat to the same after some bars: of the drop candidate, or else the loudest section.
  private var closeUpRange: ClosedRange<Double> {
    let section =
      analysis.sections.first(where: \.isDropCandidate) ?? analysis.sections.max { $0.energy < $1.energy }
    let start = section?.startSeconds ?? 0
    // A border is written with fewer digits than the downbeat on it.
    let first = analysis.downbeats.first { $0 >= start - 0.01 } ?? analysis.beats.first ?? 0
    let beat = 60 / analysis.beatsPerMinute
    let bar = beat * Double(analysis.beatsPerBar)
    let length = min(bar * Double(Self.bars), Self.longestSeconds)
    let lead = min(beat / 4, 0.1)
    // A song that ends before is shown to its end.
    let end = min(first + length, analysis.durationSeconds)
    let begin = max(min(first, end - length) - lead, 0)
    return begin...max(end + lead, begin + 0.5)
  }

  private func drawBeats(along axis: TimeAxis, on canvas: borrowing Canvas) {
    let area = Self.closeUpArea
    let downbeats = Set(analysis.downbeatIndices)
    let places = barPlaces
    var free = -Double.infinity
    for (index, beat) in analysis.beats.enumerated() where axis.contains(beat) {
      let x = axis.x(beat)
      let isDownbeat = downbeats.contains(index)
      let colour = isDownbeat ? Palette.downbeat : Palette.beat
      canvas.upright(
        x: x, from: area.y - 4, to: area.bottom, width: isDownbeat ? 2 : 1,
        isDownbeat ? colour.faded(0.8) : Palette.ink.faded(0.6))
      let root = index < analysis.beatFeatures.count ? analysis.beatFeatures[index].root : nil
      let name = root.map { Self.engraved(analysis.key.name(of: $0)) } ?? ""
      let number = places[index]
      let numberWidth = StrokeFont.width(of: number, size: 9)
      // Fast music leaves no room for every beat's name.
      let end = x + numberWidth + (name.isEmpty ? 0 : 9 + StrokeFont.width(of: name, size: 9))
      guard x >= free, end < Double(Self.width) - 4 else { continue }
      canvas.write(number, at: Point(x - 1, area.y - 10), size: 9, colour, weight: isDownbeat ? .bold : .regular)
      canvas.write(name, at: Point(x + numberWidth + 9, area.y - 10), size: 9, Palette.ink, weight: .bold)
      free = end + 8
    }
  }

  /// Each beat's bar and place in it, such as `12.3`; beats before the first bar are in bar 0.
  private var barPlaces: [String] {
    let downbeats = Set(analysis.downbeatIndices)
    var bar = 0
    return BarPositions.of(analysis).enumerated().map { index, place in
      if downbeats.contains(index) { bar += 1 }
      return "\(bar).\(place)"
    }
  }

  private func drawOnsets(along axis: TimeAxis, on canvas: borrowing Canvas) {
    let area = Self.closeUpArea
    for onset in analysis.onsets where axis.contains(onset.seconds) {
      let x = axis.x(onset.seconds)
      let size = 4 + 4 * Double(min(max(onset.strength, 0), 1))
      canvas.fill(
        [Point(x, area.bottom - size * 1.6), Point(x - size * 0.7, area.bottom), Point(x + size * 0.7, area.bottom)],
        Palette.onset)
    }
  }
}
