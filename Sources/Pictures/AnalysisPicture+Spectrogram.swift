import Audio
import BeatTracking

// The spectrum over time, with sections and bars as lines.
extension AnalysisPicture {
  func drawSpectrogram(of source: StereoSpan, along axis: TimeAxis, on canvas: borrowing Canvas) throws(PictureError) {
    let area = Self.spectrogramArea
    writeTitle("Spectrum", "Hz", over: area, by: 10, on: canvas)
    let pixels = SpectrogramImage.pixels(of: source, width: Int(area.width), height: Int(area.height))
    try canvas.draw(pixels: pixels, width: Int(area.width), x: area.x, y: area.y)
    for frequency in [50.0, 100, 200, 500, 1_000, 2_000, 5_000, 10_000] {
      let y = area.bottom - SpectrogramImage.height(of: frequency) * area.height
      let name = frequency >= 1_000 ? "\(Int(frequency / 1_000))k" : "\(Int(frequency))"
      canvas.write(name, at: Point(area.x - 9, y + 4.5), size: 9, Palette.quiet, align: .right)
      canvas.fill(Rectangle(x: area.x - 5, y: y.rounded(), width: 5, height: 1), Palette.quiet)
    }
    let barSpacing = 60 / analysis.beatsPerMinute * axis.pixelsPerSecond * Double(analysis.beatsPerBar)
    if barSpacing >= 14 {
      for downbeat in analysis.downbeats {
        canvas.upright(x: axis.x(downbeat), from: area.y, to: area.bottom, Palette.downbeat.faded(0.22))
      }
    }
    // In hours of music the borders would cover the rest.
    let isSparse = area.width / Double(analysis.sections.count) >= 10
    for section in analysis.sections.dropFirst() {
      canvas.upright(
        x: axis.x(section.startSeconds), from: area.y, to: isSparse ? area.bottom : area.y + 8, width: isSparse ? 2 : 1,
        Palette.downbeat.faded(0.8))
    }
    canvas.writeTimes(axis, under: area)
  }
}
