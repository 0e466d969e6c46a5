import Audio
import Glibc

// What the lanes hold.
extension ArrangementPicture {
  /// Pieces side by side, in the colours of where they come from.
  func drawSong(in area: Rectangle, on canvas: borrowing Canvas) {
    for piece in arrangement.song {
      let (from, to) = (axis.x(piece.span.lowerBound), axis.x(piece.span.upperBound))
      let height = area.height * (0.35 + 0.65 * min(max(piece.strength, 0), 1))
      let place = (piece.from + piece.to) / 2
      // A hair between pieces that are wide enough for it.
      let gap = to - from > 3 ? 0.8 : 0
      canvas.fill(
        Rectangle(x: from, y: area.bottom - height, width: max(to - from - gap, 0.4), height: height),
        Self.colour(ofPlace: place))
    }
  }

  /// The same pieces at the height of where they come from: a song that goes its own way is a rising line.
  func drawSongPlaces(in area: Rectangle, on canvas: borrowing Canvas) {
    let y = { (place: Double) in area.bottom - 2 - min(max(place, 0), 1) * (area.height - 4) }
    for piece in arrangement.song {
      let (from, to) = (axis.x(piece.span.lowerBound), axis.x(piece.span.upperBound))
      canvas.stroke(
        through: [Point(from, y(piece.from)), Point(max(to, from + 0.5), y(piece.to))], width: 2.4,
        Self.colour(ofPlace: (piece.from + piece.to) / 2))
    }
  }

  /// What the filters let through.
  func drawFilter(in area: Rectangle, on canvas: borrowing Canvas) {
    let (lowest, highest) = (log2(30.0), log2(16_000.0))
    let y = { (frequency: Double) in
      let share = (log2(max(frequency, 1)) - lowest) / (highest - lowest)
      return area.bottom - min(max(share, 0), 1) * area.height
    }
    guard let first = arrangement.filter.first, let last = arrangement.filter.last else { return }
    let corners =
      [Arrangement.FilterCorner(time: 0, highPassHz: first.highPassHz, lowPassHz: first.lowPassHz)]
      + arrangement.filter
      + [
        Arrangement.FilterCorner(
          time: arrangement.durationSeconds, highPassHz: last.highPassHz, lowPassHz: last.lowPassHz)
      ]
    let upper = corners.map { Point(axis.x($0.time), y($0.lowPassHz)) }
    let lower = corners.map { Point(axis.x($0.time), y($0.highPassHz)) }
    let colour = Colour(0x2E7D9A)
    canvas.fill(upper + lower.reversed(), colour.faded(0.16))
    canvas.stroke(through: upper, width: 1.6, colour)
    canvas.stroke(through: lower, width: 1.6, colour.faded(0.65))
  }

  /// Notes at the height of their pitches, in the colours of their voices.
  func drawNotes(_ notes: [Arrangement.Note], in area: Rectangle, thickness: Double, on canvas: borrowing Canvas) {
    guard let lowest = notes.map(\.pitch).min(), let highest = notes.map(\.pitch).max() else { return }
    // An octave at least, so that two neighbours do not look far apart.
    let middle = (lowest + highest) / 2
    let reach = max(highest - lowest, 11) / 2
    let room = area.height - thickness - 6
    var colours: [String: Colour] = [:]
    for voice in Self.voices(of: notes) { colours[voice] = Self.colour(ofVoice: voice, among: notes) }
    for note in notes {
      let (from, to) = (axis.x(note.span.lowerBound), axis.x(note.span.upperBound))
      let y = area.bottom - 3 - thickness - (note.pitch - middle + reach) / (2 * reach) * room
      let gap = to - from > 3 ? 0.8 : 0
      let colour = colours[note.voice] ?? Palette.ink
      canvas.fill(
        Rectangle(x: from, y: y, width: max(to - from - gap, 0.6), height: thickness),
        colour.faded(0.45 + 0.55 * min(max(note.strength, 0), 1)))
    }
  }

  /// A tick for each stroke, the longer the stronger.
  func drawDrum(_ index: Int, in area: Rectangle, on canvas: borrowing Canvas) {
    let lane = arrangement.drums[index]
    let colour = Self.colour(ofDrum: lane.name)
    // Not rounded to pixels: of even strokes some would look closer than others.
    let width = min(max(axis.pixelsPerSecond * 0.12, 1.2), 3)
    for hit in lane.hits {
      let height = (area.height - 4) * (0.3 + 0.7 * min(max(hit.strength, 0), 1))
      canvas.fill(
        Rectangle(x: axis.x(hit.time), y: area.bottom - 2 - height, width: width, height: height), colour)
    }
  }

  /// Wedges that open towards where the sound goes.
  func drawEffects(in area: Rectangle, on canvas: borrowing Canvas) {
    for effect in arrangement.effects {
      let (from, to) = (axis.x(effect.span.lowerBound), max(axis.x(effect.span.upperBound), 0))
      let (top, bottom) = (area.y + 3, area.bottom - 3)
      let colour = effect.motion == .steady ? Palette.quiet : Colour(0x7C5CBF)
      let shape: [Point] =
        switch effect.motion {
        case .rising: [Point(from, bottom), Point(to, top), Point(to, bottom)]
        case .falling: [Point(from, top), Point(to, bottom), Point(from, bottom)]
        case .steady: [Point(from, bottom - 10), Point(to, bottom - 10), Point(to, bottom), Point(from, bottom)]
        }
      canvas.fill(shape, colour.faded(effect.motion == .steady ? 0.25 : 0.5))
      canvas.stroke(through: Array(shape.prefix(2)), width: 1.4, colour)
      let textWidth = StrokeFont.width(of: effect.name, size: 8)
      guard to - from > textWidth + 12 else { continue }
      let x = effect.motion == .rising ? to - 5 - textWidth : from + 5
      canvas.write(effect.name, at: Point(x, bottom - (effect.motion == .steady ? 14 : 4)), size: 8, Palette.ink)
    }
  }

  /// The remix's waveform in the colours of its parts.
  func drawLevel(of sound: StereoSpan, gain: Float, in area: Rectangle, on canvas: borrowing Canvas) {
    let columns = Int(area.width)
    let count = max(sound.count, Int(arrangement.durationSeconds * Double(WorkingFormat.sampleRate)))
    let envelope = Envelope(of: sound, samples: 0..<count, columns: columns)
    let middle = area.y + area.height / 2
    let half = area.height / 2 - 2
    for column in 0..<columns {
      let moment = Double(column) / axis.pixelsPerSecond
      let part = arrangement.parts.last { $0.span.lowerBound <= moment }
      let colour = Self.colour(ofPart: part?.name ?? "")
      for (values, colour) in [(envelope.peaks, colour.mixed(with: Palette.white, 0.55)), (envelope.levels, colour)] {
        let height = max(Double(min(values[column] * gain, 1)) * half, 0.5)
        canvas.fill(
          Rectangle(x: area.x + Double(column), y: middle - height, width: 1, height: 2 * height), colour)
      }
    }
  }
}
