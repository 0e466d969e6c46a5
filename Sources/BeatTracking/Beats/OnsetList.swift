import Audio

/// Everything that starts in a song.
struct OnsetList {
  /// In order of time.
  let onsets: [Onset]
  /// Shape: onsets; the frame in which each was found.
  let frames: [Int]

  /// A peak of onset strength is the strongest of this many frames on either side.
  private static let peakReach = 3
  /// How far a peak stands above the mean of `meanReach` frames on either side, in units of the local root mean square.
  private static let leastProminence: Float = 0.35
  private static let meanReach = 12
  /// Seconds from one onset to the next.
  private static let leastDistance = 0.001
  /// Seconds from an onset to the maximum of its onset strength, measured on clicks: for attacks too soft to be found in
  /// the waveform.
  private static let lagSeconds = 0.004
  /// Onsets for which the source is read before it is passed.
  private static let passageLength = 256

  /// Picks the peaks of onset strength (Boeck, Krebs and Schedl 2012) and places each at the attack in the waveform; where the
  /// waveform shows none, at the peak of the parabola through the neighbouring frames.
  ///
  /// - Parameter passed: Called now and then, when nothing of what was read of the source is needed any more.
  init(_ strength: OnsetStrength, source: StereoSpan, passed: () -> Void) {
    let values = strength.strength
    let means = MovingMean.of(values, reach: Self.meanReach)
    var frames: [Int] = []
    for frame in values.indices where values[frame] > means[frame] + Self.leastProminence {
      let around = max(frame - Self.peakReach, 0)..<min(frame + Self.peakReach + 1, values.count)
      // Of equal neighbours the first is the peak.
      let isPeak = around.allSatisfy { values[$0] < values[frame] || $0 >= frame && values[$0] == values[frame] }
      if isPeak { frames.append(frame) }
    }
    // The clearest twentieth counts as entirely clear.
    let sorted = frames.map { values[$0] }.sorted()
    let clear = sorted.isEmpty ? 1 : sorted[sorted.count * 19 / 20]
    self.frames = frames
    var last = -Self.leastDistance
    onsets = frames.enumerated().map { index, frame in
      if index.isMultiple(of: Self.passageLength) { passed() }
      let peak = Self.peak(at: frame, in: values) / FeatureExtractor.frameRate - Self.lagSeconds
      let sample = WorkingFormat.sampleIndex(atSeconds: max(peak, 0))
      let found = AttackFinder.attack(near: sample, in: source).map(WorkingFormat.seconds(ofSamples:)) ?? max(peak, 0)
      // Two peaks may share an attack.
      let seconds = max(found, last + Self.leastDistance)
      last = seconds
      return Onset(seconds: seconds, strength: min(values[frame] / clear, 1))
    }
  }

  /// The position of the maximum of the parabola through a frame and its neighbours.
  private static func peak(at frame: Int, in values: [Float]) -> Double {
    guard frame > 0, frame + 1 < values.count else { return Double(frame) }
    let offset = Parabola.peakOffset(Double(values[frame - 1]), Double(values[frame]), Double(values[frame + 1]))
    return Double(frame) + offset
  }
}
