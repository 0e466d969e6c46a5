package import Audio
import Glibc

/// The mid channel of a song, (left + right) / 2, at a quarter of the sample rate, for what happens under 4 kHz.
///
/// Sample `m` lies at sample `4 m` of the song; outside of the song there is silence. Each sample depends on its own
/// surroundings alone. Flat within 0.01 dB up to 4 kHz; what folds down to there is 66 dB lower or more.
package struct Decimator: ~Copyable {
  /// Samples of the song from one sample to the next.
  package static let factor = 4
  /// Samples of the song on either side that a sample depends on.
  package static let reach = 32

  /// A low-pass of 5.5 kHz; a Kaiser window of beta 7 on the sinc.
  private let response: [Float]
  private var mid: [Float] = []

  package init() {
    let beta = 7.0
    // The last tap is 0: an odd, symmetric response in whole vectors.
    response = (-Self.reach..<Self.reach).map { tap in
      let place = Double(tap) / Double(Self.reach)
      let angle = .pi * Double(tap) / Double(Self.factor)
      let sinc = tap == 0 ? 1 : sin(angle) / angle
      let window = Bessel.order0(beta * (1 - place * place).squareRoot()) / Bessel.order0(beta)
      return Float(1 / Double(Self.factor) * sinc * window)
    }
  }

  /// Appends `count` samples, the first of which is sample `first`; it may lie before the song.
  package mutating func append(_ count: Int, samplesOf source: StereoSpan, from first: Int, to samples: inout [Float]) {
    guard count > 0 else { return }
    let length = (count - 1) * Self.factor + 2 * Self.reach
    if mid.count != length { mid = [Float](repeating: 0, count: length) }
    source.readMid(from: first * Self.factor - Self.reach, into: &mid)
    let (mid, response) = (mid.span, response.span)
    for index in 0..<count {
      let begin = index * Self.factor
      samples.append(mid.extracting(begin..<begin + 2 * Self.reach).dot(response))
    }
  }
}
