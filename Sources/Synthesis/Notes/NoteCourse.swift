import Audio

/// What moves within a note: filters and levels that lie evenly between two computed sets of them.
protocol NoteMotion: Sendable {
  /// What to add per sample to become `next` after the inverse of `share` samples.
  func step(to next: Self, share: Float) -> Self
  mutating func advance(by step: Self)
}

/// How open a wobble is, 0...1.
struct Opening: NoteMotion {
  var value: Float

  @inline(__always)
  func step(to next: Opening, share: Float) -> Opening { Opening(value: (next.value - value) * share) }

  @inline(__always)
  mutating func advance(by step: Opening) { value += step.value }
}

/// The course of a note's motion, computed every few samples.
struct NoteCourse<Motion: NoteMotion>: Sendable {
  /// Samples between two computed motions; a cycle of the fastest wobble has over a hundred of them.
  private static var step: Int { 32 }

  private let motions: [Motion]

  /// - Parameter motion: For a place in samples from the start of the note.
  init(count: Int, motion: (Int) -> Motion) {
    motions = (0..<count / Self.step + 2).map { motion(min($0 * Self.step, count)) }
  }

  /// Replaces every sample, left and right, by what `body` makes of it and of the motion there.
  @inline(__always)
  func apply(to sound: inout StereoBuffer, _ body: (SIMD2<Float>, Motion) -> SIMD2<Float>) {
    var span = sound.mutableSpan
    var start = 0
    while start < span.count {
      var current = motions[start / Self.step]
      let step = current.step(to: motions[start / Self.step + 1], share: 1 / Float(Self.step))
      for index in start..<min(start + Self.step, span.count) {
        let sample = body(SIMD2(span.left[index], span.right[index]), current)
        span.left[index] = sample.x
        span.right[index] = sample.y
        current.advance(by: step)
      }
      start += Self.step
    }
  }

  /// Calls `body` with every index below `count` and the motion there.
  @inline(__always)
  func forEachSample(count: Int, _ body: (Int, Motion) -> Void) {
    var start = 0
    while start < count {
      var current = motions[start / Self.step]
      let step = current.step(to: motions[start / Self.step + 1], share: 1 / Float(Self.step))
      for index in start..<min(start + Self.step, count) {
        body(index, current)
        current.advance(by: step)
      }
      start += Self.step
    }
  }
}

extension FilterCoefficients {
  @inline(__always)
  func step(to next: FilterCoefficients, share: Float) -> FilterCoefficients {
    var step = self
    step.terms = (next.terms - terms) * share
    return step
  }

  @inline(__always)
  mutating func advance(by step: FilterCoefficients) { terms += step.terms }
}

extension LaneTerms {
  @inline(__always)
  func step(to next: LaneTerms, share: Float) -> LaneTerms {
    var step = self
    step.a1 = (next.a1 - a1) * share
    step.a2 = (next.a2 - a2) * share
    step.a3 = (next.a3 - a3) * share
    step.damping = (next.damping - damping) * share
    return step
  }

  @inline(__always)
  mutating func advance(by step: LaneTerms) {
    a1 += step.a1
    a2 += step.a2
    a3 += step.a3
    damping += step.damping
  }
}
