/// The bars that sections are made of, from the song's first instant to its last.
struct FormBars {
  /// Seconds, rising: the start of each bar, and the end of the last.
  let borders: [Double]

  var count: Int { borders.count - 1 }

  /// A bar longer than this is halved, as its beat is likely to be counted at half its tempo.
  private static let longestSeconds = 4.5
  /// Keeps a hostile grid from making bars without number.
  private static let shortestSeconds = 0.25

  /// Bars between `downbeats`, continued where none are known; a remnant under half a bar joins its neighbour.
  init(downbeats: [Double], durationSeconds: Double) {
    let lengths = zip(downbeats.dropFirst(), downbeats).map { $0 - $1 }.sorted()
    let usual = lengths.isEmpty ? 2 : max(lengths[lengths.count / 2], Self.shortestSeconds)
    let known = downbeats.filter { $0 < durationSeconds }
    // Before the first downbeat bars are counted back from it, elsewhere on from the last one known.
    let first = known.first ?? 0
    var starts = Array(stride(from: first - usual, to: usual / 2, by: -usual).reversed())
    for (start, next) in zip(known, known.dropFirst() + [durationSeconds]) {
      starts.append(start)
      if next - start > 1.5 * usual { starts += stride(from: start + usual, to: next - usual / 2, by: usual) }
    }
    var borders = [0.0]
    for start in starts where start > usual / 2 && start < durationSeconds - usual / 2 {
      if start - borders[borders.count - 1] >= Self.shortestSeconds / 2 { borders.append(start) }
    }
    borders.append(max(durationSeconds, borders[borders.count - 1]))
    self.borders = usual > Self.longestSeconds ? Self.halved(borders) : borders
  }

  private static func halved(_ borders: [Double]) -> [Double] {
    zip(borders, borders.dropFirst()).flatMap { [$0, ($0 + $1) / 2] } + borders.suffix(1)
  }

  /// The start of every part, and the end of the last, if each bar divides into `parts`; in frames of the song.
  func frames(dividedBy parts: Int, frameCount: Int) -> [Int] {
    var times: [Double] = []
    for (start, end) in zip(borders, borders.dropFirst()) {
      for part in 0..<parts { times.append(start + (end - start) * Double(part) / Double(parts)) }
    }
    times += borders.suffix(1)
    return times.map { min(max(Int(($0 * FeatureExtractor.frameRate).rounded()), 0), frameCount) }
  }
}
