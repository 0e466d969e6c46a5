import Audio
import Glibc
import Synthesis

/// How far song and bass step back for kick and snare.
struct DuckingCurve {
  /// Samples before a hit over which the others step back, so that the hit itself is clear.
  private static let lead = 220
  /// Samples after a hit over which they come back.
  private static let length = WorkingFormat.sampleIndex(atSeconds: 0.24)

  /// 0 where nothing steps back, 1 at a hit; one value per sample of the lead and the length.
  private let shape: [Float]

  init() {
    shape = (0..<Self.lead + Self.length).map { index in
      if index < Self.lead { return Float(0.5 - 0.5 * cos(.pi * Double(index) / Double(Self.lead))) }
      let progress = Double(index - Self.lead) / Double(Self.length)
      // Stays down for a moment, then returns without a corner.
      return Float(0.5 + 0.5 * cos(.pi * min(max((progress - 0.15) / 0.85, 0), 1)))
    }
  }

  /// The curve over `segment`, one value of 0...1 per sample.
  func activity(of plan: RemixPlan, segment: Range<Int>) -> [Float] {
    var activity = [Float](repeating: 0, count: segment.count)
    let starts = segment.lowerBound - Self.length..<segment.upperBound + Self.lead
    let hits = EventSearch.indices(of: plan.drumHits, startingIn: starts, start: \.start)
    for hit in plan.drumHits[hits] {
      let strength = Self.strength(of: hit.sound) * min(hit.gain, 1)
      guard strength > 0 else { continue }
      let start = hit.start - Self.lead - segment.lowerBound
      for index in max(start, 0)..<max(min(start + shape.count, segment.count), max(start, 0)) {
        activity[index] = max(activity[index], strength * shape[index - start])
      }
    }
    return activity
  }

  private static func strength(of sound: DrumSound) -> Float {
    switch sound {
    case .kick: 1
    case .snare: 0.75
    case .rollSnare: 0.25
    default: 0
    }
  }
}
