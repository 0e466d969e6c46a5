package import Audio

/// A remix as a picture like an editor's: parts over time, and under them a lane for all that sounds.
package struct ArrangementPicture {
  let arrangement: Arrangement
  let axis: TimeAxis
  let lanes: [Lane]

  /// Kinds of lanes, from top to bottom.
  enum Lane: Equatable {
    case song
    case songPlaces
    case filter
    case bass
    case pads
    case drum(Int)
    case effects
    case level

    var height: Double {
      switch self {
      case .song: 34
      case .songPlaces: 84
      case .filter: 54
      case .bass: 94
      case .pads: 46
      case .drum: 19
      case .effects: 40
      case .level: 104
      }
    }

    /// The distance to the lane above.
    var gap: Double {
      switch self {
      case .songPlaces: 3
      case .drum(let index) where index > 0: 2
      default: 12
      }
    }
  }

  package static let width = 1_800
  static let left = 132.0
  static let right = 1_776.0
  static let headerHeight = 96.0
  /// Of the parts' coloured headings.
  static let headingTop = 132.0
  static let headingHeight = 28.0
  static let lanesTop = headingTop + headingHeight + 4

  package init(_ arrangement: Arrangement) {
    self.arrangement = arrangement
    axis = TimeAxis(
      0...max(arrangement.durationSeconds, 0.01), left: Self.left, width: Self.right - Self.left)
    let drums = arrangement.drums.indices.map(Lane.drum)
    let all: [(lane: Lane, isEmpty: Bool)] =
      [
        (.song, arrangement.song.isEmpty), (.songPlaces, arrangement.song.isEmpty),
        (.filter, arrangement.filter.isEmpty), (.bass, arrangement.bass.isEmpty), (.pads, arrangement.pads.isEmpty),
      ] + drums.map { ($0, false) } + [(.effects, arrangement.effects.isEmpty), (.level, false)]
    lanes = all.filter { !$0.isEmpty }.map(\.lane)
  }

  package var height: Int {
    Int(Self.lanesTop + lanes.reduce(0) { $0 + $1.gap + $1.height } + 44)
  }

  /// The picture as a PNG file; the same bytes for the same arrangement and sound.
  ///
  /// - Parameters:
  ///   - sound: The remix.
  ///   - gain: Makes it as loud as it is heard.
  package func png(of sound: StereoSpan, gain: Float = 1) throws(PictureError) -> [UInt8] {
    let canvas = try Canvas(width: Self.width, height: height)
    drawHeader(on: canvas)
    let areas = self.areas
    let bottom = areas.last?.bottom ?? Self.lanesTop
    for (lane, area) in zip(lanes, areas) { drawGround(of: lane, area, on: canvas) }
    drawBars(to: bottom, on: canvas)
    drawHeadings(to: bottom, on: canvas)
    for (lane, area) in zip(lanes, areas) {
      canvas.clipped(to: area) {
        switch lane {
        case .song: drawSong(in: area, on: canvas)
        case .songPlaces: drawSongPlaces(in: area, on: canvas)
        case .filter: drawFilter(in: area, on: canvas)
        case .bass: drawNotes(arrangement.bass, in: area, thickness: 6, on: canvas)
        case .pads: drawNotes(arrangement.pads, in: area, thickness: 3, on: canvas)
        case .drum(let index): drawDrum(index, in: area, on: canvas)
        case .effects: drawEffects(in: area, on: canvas)
        case .level: drawLevel(of: sound, gain: gain, in: area, on: canvas)
        }
      }
      drawLabel(of: lane, area, on: canvas)
    }
    if let last = areas.last { canvas.writeTimes(axis, under: last) }
    return try canvas.png()
  }

  private var areas: [Rectangle] {
    var top = Self.lanesTop
    return lanes.map { lane in
      top += lane.gap
      defer { top += lane.height }
      return Rectangle(x: Self.left, y: top, width: Self.right - Self.left, height: lane.height)
    }
  }

  private func drawGround(of lane: Lane, _ area: Rectangle, on canvas: borrowing Canvas) {
    canvas.fill(area, Palette.panel)
  }
}
