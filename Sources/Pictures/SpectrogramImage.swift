import Audio
import Glibc
import SignalProcessing

/// A song's spectrum over time as pixels: time to the right, pitch upwards, ink where it sounds.
enum SpectrogramImage {
  static let lowestFrequency = 40.0
  static let highestFrequency = 16_000.0

  private static let frameLength = 4_096
  /// Frames that a column averages at most: enough to be fair to a column of a long song.
  private static let framesPerColumn = 4
  /// What is this far under the loudest is white.
  private static let rangeDB: Float = 66

  /// A power far under the faintest noise, so that silence has a level, and a white one.
  private static let silence: Float = 1e-20
  /// A song that is fainter than this all the time does not get the darkest ink.
  private static let faintestPeakDB: Float = -80

  /// From the height of the lowest frequency at 0 to that of the highest at 1.
  static func height(of frequency: Double) -> Double {
    log(frequency / lowestFrequency) / log(highestFrequency / lowestFrequency)
  }

  /// Pixels as `Canvas` draws them.
  static func pixels(of source: StereoSpan, width: Int, height: Int) -> [UInt32] {
    let levels = levels(of: source, width: width, height: height)
    let loudest = levels.max() ?? faintestPeakDB
    return levels.map { level in
      colour(max(0, 1 + (level - max(loudest, faintestPeakDB)) / rangeDB))
    }
  }

  /// In decibels.
  ///
  /// Shape: rows from the top x columns.
  private static func levels(of source: StereoSpan, width: Int, height: Int) -> [Float] {
    var spectrum = ShortTimeSpectrum(length: frameLength)
    let bins = rowBins(height: height, binFrequency: spectrum.binFrequency)
    var power = [Float](repeating: 0, count: frameLength / 2 + 1)
    var levels = [Float](repeating: 0, count: width * height)
    for column in 0..<width {
      let start = source.count * column / width
      let end = max(source.count * (column + 1) / width, start + 1)
      let frames = min(max((end - start) / (frameLength / 2), 1), framesPerColumn)
      for frame in 0..<frames {
        spectrum.power(of: source, center: start + (end - start) * (2 * frame + 1) / (2 * frames), into: &power)
        for row in 0..<height {
          levels[row * width + column] += mean(of: power, bins[row]) / Float(frames)
        }
      }
    }
    for index in levels.indices { levels[index] = 10 * log10f(levels[index] + silence) }
    // What ears make of it: music falls by about 3 dB per octave, and would be all bass.
    for row in 0..<height {
      let octaves =
        Float(height - 1 - row) / Float(max(height - 1, 1)) * Float(log2(highestFrequency / lowestFrequency))
      for column in 0..<width { levels[row * width + column] += 3 * octaves }
    }
    return levels
  }

  /// Shape: rows from the top; the place among the bins where the row starts and ends.
  private static func rowBins(height: Int, binFrequency: Double) -> [ClosedRange<Double>] {
    (0..<height).map { row in
      let octave = { (place: Int) in
        lowestFrequency * pow(highestFrequency / lowestFrequency, Double(place) / Double(height)) / binFrequency
      }
      return octave(height - 1 - row)...octave(height - row)
    }
  }

  /// Of the bins within `range`; between two bins where the row is narrower than that.
  private static func mean(of power: [Float], _ range: ClosedRange<Double>) -> Float {
    let first = Int(range.lowerBound.rounded(.up))
    let last = min(Int(range.upperBound), power.count - 1)
    if first <= last {
      var sum: Float = 0
      for bin in first...last { sum += power[bin] }
      return sum / Float(last - first + 1)
    }
    let below = min(Int(range.lowerBound), power.count - 2)
    let share = Float((range.lowerBound + range.upperBound) / 2) - Float(below)
    return power[below] * (1 - share) + power[below + 1] * share
  }

  /// White through blue to near black.
  private static func colour(_ amount: Float) -> UInt32 {
    let stops: [(Float, Colour)] = [
      (0, Colour(0xFFFFFF)), (0.25, Colour(0xE3ECF5)), (0.5, Colour(0xA7C4E0)), (0.72, Colour(0x4F83B9)),
      (0.88, Colour(0x23457F)), (1, Colour(0x0B1736)),
    ]
    let amount = min(max(amount, 0), 1)
    let upper = stops.firstIndex { amount <= $0.0 } ?? stops.count - 1
    guard upper > 0 else { return pixel(stops[0].1) }
    let (from, to) = (stops[upper - 1], stops[upper])
    return pixel(from.1.mixed(with: to.1, Double((amount - from.0) / (to.0 - from.0))))
  }

  private static func pixel(_ colour: Colour) -> UInt32 {
    UInt32(colour.red * 255 + 0.5) << 16 | UInt32(colour.green * 255 + 0.5) << 8 | UInt32(colour.blue * 255 + 0.5)
  }
}
