import Audio
import BeatTracking

// The song's waveform in the colours of its sections, with bars and beats.
extension AnalysisPicture {
  private static let bandHeight = 22.0
  private static let tickHeight = 16.0

  func drawWaveform(of source: StereoSpan, along axis: TimeAxis, on canvas: borrowing Canvas) {
    let area = Self.waveformArea
    writeTitle("Song", "sections, bars and beats", over: area, by: Self.bandHeight + 10, on: canvas)
    canvas.fill(area, Palette.panel)
    drawSectionBand(along: axis, on: canvas)
    let columns = Int(axis.width)
    let envelope = Envelope(of: source, samples: 0..<source.count, columns: columns)
    let middle = area.y + (area.height - Self.tickHeight) / 2
    let scale = (area.height - Self.tickHeight) / 2 / Double(max(envelope.peak, 0.05)) * 0.96
    for section in analysis.sections {
      let colour = colours[section.label] ?? Palette.quiet
      let from = min(max(Int((axis.x(section.startSeconds) - area.x).rounded()), 0), columns)
      let to = min(max(Int((axis.x(section.endSeconds) - area.x).rounded()), from), columns)
      for column in from..<to {
        let x = area.x + Double(column)
        for (values, colour) in [(envelope.peaks, colour.mixed(with: Palette.white, 0.5)), (envelope.levels, colour)] {
          let half = max(Double(values[column]) * scale, 0.5)
          canvas.fill(Rectangle(x: x, y: middle - half, width: 1, height: 2 * half), colour)
        }
      }
      if to - from >= 6 {
        canvas.upright(x: axis.x(section.startSeconds), from: area.y, to: area.bottom, colour.faded(0.7))
      }
    }
    drawTicks(along: axis, on: canvas)
    canvas.writeTimes(axis, under: area)
  }

  /// The sections' names over the waveform.
  private func drawSectionBand(along axis: TimeAxis, on canvas: borrowing Canvas) {
    let top = Self.waveformArea.y - Self.bandHeight
    for section in analysis.sections {
      let (from, to) = (axis.x(section.startSeconds).rounded(), axis.x(section.endSeconds).rounded())
      let colour = colours[section.label] ?? Palette.quiet
      let gap = to - from > 4 ? 1.0 : 0
      canvas.fill(Rectangle(x: from, y: top, width: max(to - from - gap, 1), height: Self.bandHeight - 2), colour)
      let texts = [
        section.label + bar(of: section) + detail(of: section), section.label + bar(of: section), section.label,
      ]
      guard let text = texts.first(where: { StrokeFont.width(of: $0, size: 9.5) + 12 <= to - from }) else { continue }
      canvas.write(text, at: Point(from + 6, top + 15), size: 9.5, Palette.white, weight: .bold)
    }
  }

  /// The number of the section's first bar.
  private func bar(of section: Section) -> String {
    let before = analysis.downbeats.count { $0 < section.startSeconds - 0.01 }
    return before < analysis.downbeats.count ? "   bar \(before + 1)" : ""
  }

  private func detail(of section: Section) -> String {
    (section.key.map { "   in \(name(of: $0))" } ?? "") + (section.isDropCandidate ? "   drop" : "")
  }

  /// Downbeats as long ticks, beats as short ones, as far as they can be told apart.
  private func drawTicks(along axis: TimeAxis, on canvas: borrowing Canvas) {
    let area = Self.waveformArea
    let beatSpacing = 60 / analysis.beatsPerMinute * axis.pixelsPerSecond
    let downbeats = Set(analysis.downbeatIndices)
    let barSpacing = beatSpacing * Double(analysis.beatsPerBar)
    // Bars of an hour of music lie closer than pixels: every second, fourth, eighth... can still be told apart.
    var every = 1
    while barSpacing * Double(every) < 3, every < 1 << 16 { every *= 2 }
    var bar = 0
    for (index, beat) in analysis.beats.enumerated() {
      let x = axis.x(beat)
      if downbeats.contains(index) {
        if bar.isMultiple(of: every) {
          canvas.upright(x: x, from: area.bottom - Self.tickHeight + 3, to: area.bottom, Palette.downbeat)
        }
        bar += 1
      } else if beatSpacing >= 3 {
        canvas.upright(x: x, from: area.bottom - 7, to: area.bottom, Palette.beat)
      }
    }
  }
}
