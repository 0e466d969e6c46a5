import Audio
import FoundationEssentials
import SignalProcessing

/// How a song and its remix look, for other programs: a value that is written as JSON.
struct WaveformReport: Encodable {
  let song: Waveform
  let remix: Waveform

  func json() -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    guard let bytes = try? encoder.encode(self) else {
      preconditionFailure("peaks are finite numbers, which are always JSON")
    }
    return Array(bytes) + [UInt8(ascii: "\n")]
  }
}

/// The highest peaks of equal stretches of a sound.
struct Waveform: Encodable {
  let seconds: Double
  /// Linear, with three decimals.
  let peaks: [Double]

  /// As many as a wide screen has columns.
  private static let columnCount = 1_600

  /// - Parameter peak: The highest of a range of samples.
  init(sampleCount: Int, peak: (Range<Int>) -> Float) {
    seconds = (WorkingFormat.seconds(ofSamples: sampleCount) * 1_000).rounded() / 1_000
    let columns = min(Self.columnCount, sampleCount)
    peaks = (0..<columns).map { column in
      let range = sampleCount * column / columns..<sampleCount * (column + 1) / columns
      return (Double(peak(range)) * 1_000).rounded() / 1_000
    }
  }
}

extension StereoSpan {
  /// The largest magnitude on either channel.
  var peak: Float {
    var peak: Float = 0
    for index in 0..<count { peak = max(peak, abs(left[index]), abs(right[index])) }
    return peak
  }
}
