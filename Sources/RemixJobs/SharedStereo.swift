import Audio
import SharedMemory

/// Two channels of samples in shared memory.
struct SharedStereo {
  let left: SharedArray<Float>
  let right: SharedArray<Float>

  /// Reserves addresses for `capacity` samples per channel.
  init(named name: String, capacity: Int, placement: MemoryPlacement = .memory) throws(SharedMemoryError) {
    left = try SharedArray(named: name + "-left", capacity: capacity, placement: placement)
    right = try SharedArray(named: name + "-right", capacity: capacity, placement: placement)
  }

  /// Lets go of samples that are kept in a file, not in memory.
  func letGo() {
    left.letGo()
    right.letGo()
  }

  /// Gives back the memory of samples that no process reads any more.
  func discard(_ range: Range<Int>) {
    left.discard(range)
    right.discard(range)
  }

  /// Samples per channel that may be read.
  var count: Int { right.count }

  var capacity: Int { right.capacity }

  func grow(to count: Int) throws(SharedMemoryError) {
    try left.grow(to: count)
    try right.grow(to: count)
  }

  /// What a process must keep open to `write`.
  var descriptors: [Int32] { left.descriptors + right.descriptors }

  /// Writes samples from `start` on, with memory behind them.
  func write(_ samples: StereoSpan, at start: Int) throws(SharedMemoryError) {
    try left.write(samples.left, at: start)
    try right.write(samples.right, at: start)
  }

  func publish(count: Int) {
    left.publish(count: count)
    right.publish(count: count)
  }

  /// Lets every process read the first `count` samples, all of which were written with `write`, by whomever.
  func publishWritten(count: Int) {
    left.publishWritten(count: count)
    right.publishWritten(count: count)
  }

  var span: StereoSpan {
    @_lifetime(borrow self)
    get {
      // While the source grows, the left channel may be ahead.
      let count = self.count
      return StereoSpan(left: left.span.extracting(first: count), right: right.span.extracting(first: count))
    }
  }

  /// The samples of `range`, to write to: the caller must be the only process that uses them now.
  @_lifetime(borrow self)
  func slot(_ range: Range<Int>) -> MutableStereoSpan {
    MutableStereoSpan(left: left.slot(range), right: right.slot(range))
  }

  /// The fingerprint of the samples of `range`.
  func checksum(of range: Range<Int>) -> UInt64 {
    left.checksum(of: range) ^ (right.checksum(of: range) &* 31)
  }
}
