import BeatTracking

extension Certainty {
  var words: String {
    switch self {
    case .madeUp: "a guess"
    case .low: "unsure"
    case .fair: "fairly sure"
    case .high: "sure"
    }
  }
}
