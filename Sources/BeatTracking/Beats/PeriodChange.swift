/// How the period of beats may change from one to the next.
enum PeriodChange {
  /// Cost of the squared relative change from one period to the next, and of each frame of it.
  private static let tempoCost: Float = 6_000
  private static let jitterCost: Float = 0.01
  /// A beat may last longer or shorter than the one before by its own length over this, and a frame: such a change costs
  /// about 20 already.
  private static let longest = 16

  /// By how many frames the period before that at `index` may differ from it.
  static func reach(to index: Int) -> Int { 1 + (BarPointer.periods.lowerBound + index) / longest }

  /// What a difference of `distance` frames to the period at `index` costs.
  static func cost(to index: Int, distance: Int) -> Float {
    // Differences of one frame come from rounding, and are free.
    let change = max(Float(distance) - 1, 0) / Float(BarPointer.periods.lowerBound + index)
    return tempoCost * change * change + jitterCost * Float(distance)
  }
}
