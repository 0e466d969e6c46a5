/// Two planar channels of equal length, owned.
package struct StereoBuffer: Equatable, Sendable {
  package var left: [Float]
  package var right: [Float]

  /// Samples per channel.
  package var count: Int { left.count }

  /// Silence of `count` samples per channel.
  package init(count: Int) {
    left = [Float](repeating: 0, count: count)
    right = left
  }

  package init(left: [Float], right: [Float]) {
    precondition(left.count == right.count, "the channels of a stereo buffer have equal lengths")
    self.left = left
    self.right = right
  }

  /// The same samples on both channels.
  package init(mono: [Float]) {
    left = mono
    right = mono
  }

  package var span: StereoSpan {
    @_lifetime(borrow self)
    borrowing get {
      StereoSpan(left: left.span, right: right.span)
    }
  }

  package var mutableSpan: MutableStereoSpan {
    @_lifetime(&self)
    mutating get {
      MutableStereoSpan(left: left.mutableSpan, right: right.mutableSpan)
    }
  }
}
