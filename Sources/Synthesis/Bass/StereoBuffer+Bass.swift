import Audio

extension StereoBuffer {
  /// Leaves the lowest octaves to the sine: takes away the middle under 100 Hz, and the difference of the sides under
  /// 200 Hz, so that the bass stands in the middle and survives any loudspeaker.
  ///
  /// Butterworth slopes of 24 dB per octave.
  mutating func clearBass() {
    let middle = [FilterCoefficients(cutoff: 100, damping: 1.848), FilterCoefficients(cutoff: 100, damping: 0.765)]
    let difference = [FilterCoefficients(cutoff: 200, damping: 1.848), FilterCoefficients(cutoff: 200, damping: 0.765)]
    let terms = zip(middle, difference).map { LaneTerms<SIMD2<Float>>([$0, $1]) }
    var first = LaneFilter<SIMD2<Float>>()
    var second = LaneFilter<SIMD2<Float>>()
    var sound = mutableSpan
    for index in 0..<sound.count {
      let (left, right) = (sound.left[index], sound.right[index])
      let sides = SIMD2(0.5 * (left + right), 0.5 * (left - right))
      let high = second.process(first.process(sides, terms[0]).high, terms[1]).high
      sound.left[index] = high.x + high.y
      sound.right[index] = high.x - high.y
    }
  }
}
