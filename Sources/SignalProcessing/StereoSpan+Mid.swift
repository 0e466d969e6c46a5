package import Audio

extension StereoSpan {
  /// Fills `mid` with the mid channel, (left + right) / 2, from sample `start` on; outside of the song there is silence.
  package func readMid(from start: Int, into mid: inout [Float]) {
    let inside = (start..<start + mid.count).clamped(to: 0..<max(count, 0))
    var written = mid.mutableSpan
    guard !inside.isEmpty, start < count else {
      written.update(repeating: 0)
      return
    }
    let (left, right) = (left.extracting(inside), right.extracting(inside))
    let silence = inside.lowerBound - start
    for index in 0..<silence { written[index] = 0 }
    let whole = left.count / 8 * 8
    for index in stride(from: 0, to: whole, by: 8) {
      written.set((left.vector(from: index) + right.vector(from: index)) * 0.5, from: silence + index)
    }
    for index in whole..<left.count { written[silence + index] = (left[index] + right[index]) * 0.5 }
    for index in silence + left.count..<written.count { written[index] = 0 }
  }
}
