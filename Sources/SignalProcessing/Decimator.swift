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
    for index in stride(from: 0, to: count, by: 4) {
      // Those of the last four that were not asked for are computed of the same samples as the last one.
      let (a, b, c) = (
        index * Self.factor, min(index + 1, count - 1) * Self.factor, min(index + 2, count - 1) * Self.factor
      )
      let d = min(index + 3, count - 1) * Self.factor
      let found = Self.dots(response, mid, a, b, c, d)
      for lane in 0..<min(4, count - index) { samples.append(found[lane]) }
    }
  }

  /// The sums of the products of `response` with the samples from four places on.
  private static func dots(
    _ response: Span<Float>, _ samples: Span<Float>, _ a: Int, _ b: Int, _ c: Int, _ d: Int
  ) -> SIMD4<Float> {
    // One check stands for all samples.
    precondition(min(a, b, c, d) >= 0 && max(a, b, c, d) + response.count <= samples.count, "the samples must exist")
    var sums = (SIMD4<Float>(), SIMD4<Float>(), SIMD4<Float>(), SIMD4<Float>())
    for tap in stride(from: 0, to: response.count, by: 4) {
      let factors = unsafe response.four(unchecked: tap)
      unsafe sums.0 += samples.four(unchecked: a + tap) * factors
      unsafe sums.1 += samples.four(unchecked: b + tap) * factors
      unsafe sums.2 += samples.four(unchecked: c + tap) * factors
      unsafe sums.3 += samples.four(unchecked: d + tap) * factors
    }
    let lanes = SIMD4<Float>.transposed(sums.0, sums.1, sums.2, sums.3)
    return lanes.0 + lanes.1 + (lanes.2 + lanes.3)
  }
}
