import Audio
import Glibc
import SignalProcessing

/// Plays a recording faster or slower, as a tape would, without aliasing.
///
/// Windowed-sinc interpolation (J. O. Smith, "Digital Audio Resampling Home Page", CCRMA): the sinc stands at a number of
/// places between two samples, and is even in between. Played faster, it is stretched, so that what would rise over half
/// the sample rate is left out.
struct Repitcher {
  /// Places of the sinc between two samples.
  private static let phases = 128
  /// Zero crossings of the sinc on either side.
  private static let crossings = 20.0
  /// The share of the band that is kept; the rest is the transition, 80 dB deep at its end.
  private static let band = 0.88
  private static let beta = 8.0

  /// Samples of the recording for each sample played.
  private let ratio: Double
  /// Samples of the recording on either side of a place.
  private let reach: Int
  /// Shape: phases + 1, 2 * reach.
  private let kernels: [Float]

  /// - Parameter ratio: Of the pitch played to the pitch recorded; held within four octaves up or down.
  init(ratio: Double) {
    let ratio = min(max(ratio, 1.0 / 16), 16)
    self.ratio = ratio
    let cutoff = min(1, 1 / ratio) * Self.band
    // Whole vectors of eight.
    let half = Int((Self.crossings * max(1, ratio)).rounded(.up) + 3) / 4 * 4
    reach = half
    kernels = (0...Self.phases).flatMap { phase in
      (0..<2 * half).map { tap in
        let distance = Double(tap - half + 1) - Double(phase) / Double(Self.phases)
        let angle = .pi * cutoff * distance
        let sinc = abs(angle) < 1e-9 ? 1 : sin(angle) / angle
        return Float(cutoff * sinc * Kaiser.window(at: distance / Double(half), beta: Self.beta))
      }
    }
  }

  /// The first `count` samples of `sound` at the new pitch; silence after its end.
  func repitch(_ sound: StereoBuffer, count: Int) -> StereoBuffer {
    let silence = [Float](repeating: 0, count: reach)
    let left = silence + sound.left + silence
    let right = silence + sound.right + silence
    var output = StereoBuffer(count: count)
    var kernel = [Float](repeating: 0, count: 2 * reach)
    let heard = min(count, Int(Double(sound.count) / ratio))
    for index in 0..<heard {
      let position = Double(index) * ratio
      let whole = Int(position)
      setKernel(&kernel, at: position - Double(whole))
      // Tap `reach - 1` lies on the whole sample, which silence has moved by `reach`.
      let first = whole + 1
      guard first + 2 * reach <= left.count else { break }
      output.left[index] = left.span.extracting(first..<first + 2 * reach).dot(kernel.span)
      output.right[index] = right.span.extracting(first..<first + 2 * reach).dot(kernel.span)
    }
    return output
  }

  private func setKernel(_ kernel: inout [Float], at fraction: Double) {
    let place = fraction * Double(Self.phases)
    let phase = min(Int(place), Self.phases - 1)
    let share = Float(place - Double(phase))
    let length = 2 * reach
    let (rows, start) = (kernels.span, phase * length)
    var span = kernel.mutableSpan
    var tap = 0
    while tap < length {
      let from = rows.vector(from: start + tap)
      span.set(from + share * (rows.vector(from: start + length + tap) - from), from: tap)
      tap += 8
    }
  }
}
