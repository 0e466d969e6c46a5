package import Audio
package import BeatTracking

/// An analysis as a picture: what the song is, its waveform and sections, its spectrum, its tempo, and a few bars close up.
package struct AnalysisPicture {
  let analysis: SongAnalysis
  let title: String
  let colours: [String: Colour]

  package static let width = 1_600
  package static let height = 1_100

  static let left = 72.0
  static let plotWidth = 1_496.0
  static let headerArea = Rectangle(x: left, y: 0, width: plotWidth, height: 118)
  static let waveformArea = Rectangle(x: left, y: 166, width: plotWidth, height: 170)
  static let spectrogramArea = Rectangle(x: left, y: 394, width: plotWidth, height: 210)
  static let tempoArea = Rectangle(x: left, y: 662, width: plotWidth, height: 110)
  static let closeUpArea = Rectangle(x: left, y: 846, width: plotWidth, height: 200)

  /// - Parameter title: Of the song; empty if it is not known.
  package init(_ analysis: SongAnalysis, title: String) {
    self.analysis = analysis
    self.title = title
    colours = Palette.colours(of: analysis.sections.map(\.label))
  }

  /// The picture as a PNG file; the same bytes for the same analysis and song.
  ///
  /// - Parameter source: The song that was analysed.
  package func png(of source: StereoSpan) throws(PictureError) -> [UInt8] {
    let canvas = try Canvas(width: Self.width, height: Self.height)
    let axis = TimeAxis(0...analysis.durationSeconds, left: Self.left, width: Self.plotWidth)
    drawHeader(on: canvas)
    drawWaveform(of: source, along: axis, on: canvas)
    try drawSpectrogram(of: source, along: axis, on: canvas)
    drawTempo(along: axis, on: canvas)
    drawCloseUp(of: source, on: canvas)
    return try canvas.png()
  }

  /// What stands over a panel.
  func writeTitle(
    _ text: String, _ note: String = "", over area: Rectangle, by distance: Double, on canvas: borrowing Canvas
  ) {
    canvas.write(text, at: Point(area.x, area.y - distance), size: 10, Palette.ink, weight: .bold)
    let start = area.x + StrokeFont.width(of: text, size: 10) + 14
    canvas.write(note, at: Point(start, area.y - distance), size: 9.5, Palette.quiet)
  }

  static func fixed(_ value: Double, _ digits: Int) -> String {
    let scale = digits == 0 ? 1.0 : digits == 1 ? 10 : 100
    let steps = Int((abs(value) * scale).rounded())
    let sign = value < 0 && steps > 0 ? "\u{2212}" : ""
    guard digits > 0 else { return "\(sign)\(steps)" }
    let fraction = steps % Int(scale)
    let zero = digits == 2 && fraction < 10 ? "0" : ""
    return "\(sign)\(steps / Int(scale)).\(zero)\(fraction)"
  }
}
