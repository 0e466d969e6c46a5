/// Two planar channels of equal length, owned.
package struct StereoBuffer: Equatable, Sendable {
  package var left: [Float]
  package var right: [Float]

  /// Samples per channel.
  package var count: Int { left.count }

  /// Silence of `count` samples per channel.
  package init(count: Int) {
    // Not the same array twice: the first write would copy it.
    left = [Float](repeating: 0, count: count)
    right = [Float](repeating: 0, count: count)
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

  /// Makes this silence of `count` samples per channel, in the memory it has.
  package mutating func silence(count: Int) {
    left.silence(count: count)
    right.silence(count: count)
  }

  /// Makes this `count` samples long, whatever they are, without giving its memory back.
  package mutating func resize(to count: Int) {
    if count > self.count {
      // Else it would have room for twice as many.
      left.reserveCapacity(count)
      right.reserveCapacity(count)
      left.append(contentsOf: repeatElement(0, count: count - self.count))
      right.append(contentsOf: repeatElement(0, count: count - right.count))
    } else {
      left.removeLast(self.count - count)
      right.removeLast(right.count - count)
    }
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

extension [Float] {
  /// Makes this `count` zeros, in the memory it has.
  package mutating func silence(count: Int) {
    let kept = Swift.min(count, self.count)
    removeLast(self.count - kept)
    var old = mutableSpan
    for index in old.indices { old[index] = 0 }
    // Else it would have room for twice as many.
    reserveCapacity(count)
    append(contentsOf: repeatElement(0, count: count - kept))
  }
}
