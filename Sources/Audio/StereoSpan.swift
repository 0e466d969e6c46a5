/// A view of two planar channels of equal length that somebody else owns.
package struct StereoSpan: ~Escapable {
  package let left: Span<Float>
  package let right: Span<Float>

  /// Samples per channel.
  package var count: Int { left.count }

  @_lifetime(copy left, copy right)
  package init(left: Span<Float>, right: Span<Float>) {
    precondition(left.count == right.count, "the channels of a stereo view have equal lengths")
    self.left = left
    self.right = right
  }

  /// The view of `range` alone; a caller's range outside of the view is a programming error.
  @_lifetime(copy self)
  package func extracting(_ range: Range<Int>) -> StereoSpan {
    StereoSpan(left: left.extracting(range), right: right.extracting(range))
  }
}

/// A view of two planar channels of equal length, to write to.
package struct MutableStereoSpan: ~Escapable, ~Copyable {
  package var left: MutableSpan<Float>
  package var right: MutableSpan<Float>

  /// Samples per channel.
  package var count: Int { left.count }

  @_lifetime(copy left, copy right)
  package init(left: consuming MutableSpan<Float>, right: consuming MutableSpan<Float>) {
    precondition(left.count == right.count, "the channels of a stereo view have equal lengths")
    self.left = left
    self.right = right
  }

  /// The view of `range` alone; a caller's range outside of the view is a programming error.
  @_lifetime(&self)
  package mutating func extracting(_ range: Range<Int>) -> MutableStereoSpan {
    MutableStereoSpan(left: left._mutatingExtracting(range), right: right._mutatingExtracting(range))
  }
}
