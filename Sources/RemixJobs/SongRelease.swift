import Remixing

/// Gives back the memory of a song, stretch by stretch, as soon as no segment plays it that is yet to be rendered.
struct SongRelease {
  /// Samples of a stretch.
  private static let stretchLength = 1 << 16

  private let song: SharedStereo
  private let plan: RemixPlan
  /// How many segments that are yet to be rendered need each stretch.
  private var users: [Int]

  /// - Parameter song: Nobody reads what no segment of the plan plays.
  init(_ song: SharedStereo, plan: RemixPlan) {
    self.song = song
    self.plan = plan
    users = [Int](repeating: 0, count: (song.count + Self.stretchLength - 1) / Self.stretchLength)
    for segment in 0..<plan.segmentCount {
      for stretch in stretches(ofSegment: segment) { users[stretch] += 1 }
    }
    for stretch in users.indices where users[stretch] == 0 { discard(stretch) }
  }

  /// - Parameter segment: Rendered for good.
  mutating func isRendered(_ segment: Int) {
    for stretch in stretches(ofSegment: segment) {
      users[stretch] -= 1
      if users[stretch] == 0 { discard(stretch) }
    }
  }

  private func discard(_ stretch: Int) {
    let start = stretch * Self.stretchLength
    song.discard(start..<min(start + Self.stretchLength, song.count))
  }

  private func stretches(ofSegment segment: Int) -> Range<Int> {
    let samples = plan.sourceRange(ofSegment: segment)
    guard !samples.isEmpty else { return 0..<0 }
    return samples.lowerBound / Self.stretchLength..<(samples.upperBound - 1) / Self.stretchLength + 1
  }
}
