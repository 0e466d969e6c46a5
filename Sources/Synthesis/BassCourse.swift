import Glibc

/// The course of a bass note's filters and level, computed every few samples and moving evenly in between.
struct BassCourse {
  /// Where the wobble stands at one sample.
  struct Motion {
    /// The first low-pass of the wobble, the throat of the growl.
    var lower: FilterCoefficients
    /// The second low-pass of the wobble, the mouth of the growl.
    var upper: FilterCoefficients
    /// 0 closed, 1 open.
    var opening: Float
  }

  /// Samples between two computed motions.
  private static let step = 32

  private let motions: [Motion]

  init(of tone: BassTone, count: Int, samplesPerBeat: Int) {
    let length = Double(count) / Double(samplesPerBeat)
    motions = (0..<count / Self.step + 2).map { index in
      let beat = min(Double(index * Self.step) / Double(samplesPerBeat), length)
      let opening = tone.wobble.opening(atBeat: beat, ofNoteLength: length)
      return Self.motion(of: tone.timbre, opening: opening)
    }
  }

  private static func motion(of timbre: BassTimbre, opening: Double) -> Motion {
    switch timbre {
    case .wobble, .reese:
      let warped = FilterCoefficients.warp(130 * pow(4_200.0 / 130, opening))
      return Motion(
        lower: FilterCoefficients(warped: warped, damping: 0.42),
        upper: FilterCoefficients(warped: warped, damping: 1.25), opening: Float(opening))
    case .growl:
      // Two resonances a little over an octave apart, as between "o" and "a".
      let cutoff = 420 * pow(2_300.0 / 420, opening)
      return Motion(
        lower: FilterCoefficients(cutoff: 0.42 * cutoff, damping: 0.3),
        upper: FilterCoefficients(cutoff: cutoff, damping: 0.22), opening: Float(opening))
    }
  }

  /// Calls `body` with every index below `count` and the motion there.
  @inline(__always)
  func forEachSample(count: Int, _ body: (Int, Motion) -> Void) {
    var start = 0
    while start < count {
      let next = motions[start / Self.step + 1]
      var current = motions[start / Self.step]
      let share = 1 / Float(Self.step)
      let lower = (next.lower.terms - current.lower.terms) * share
      let upper = (next.upper.terms - current.upper.terms) * share
      let opening = (next.opening - current.opening) * share
      for index in start..<min(start + Self.step, count) {
        body(index, current)
        current.lower.terms += lower
        current.upper.terms += upper
        current.opening += opening
      }
      start += Self.step
    }
  }
}
