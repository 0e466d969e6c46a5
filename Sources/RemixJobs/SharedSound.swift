import Audio
import SharedMemory
import SignalProcessing

/// Stereo sound of known length in shared memory: as it is, or in half the room.
struct SharedSound {
  private enum Storage {
    case exact(SharedStereo)
    case compact(left: PackedChannel, right: PackedChannel)
  }

  private let storage: Storage
  let count: Int

  /// Silence.
  ///
  /// - Parameters:
  ///   - isExact: Whether samples are kept in single precision; else in 16 bits as `BlockFloat` has them.
  ///   - placement: Of all samples.
  init(named name: String, count: Int, isExact: Bool, placement: MemoryPlacement) throws(SharedMemoryError) {
    self.count = count
    if isExact {
      let samples = try SharedStereo(named: name, capacity: max(count, 1), placement: placement)
      try samples.grow(to: count)
      samples.publish(count: count)
      storage = .exact(samples)
    } else {
      storage = .compact(
        left: try PackedChannel(named: name + "-left", count: count, placement: placement),
        right: try PackedChannel(named: name + "-right", count: count, placement: placement))
    }
  }

  /// Lets go of samples that are kept in a file, not in memory.
  func letGo() {
    switch storage {
    case .exact(let stereo): stereo.letGo()
    case .compact(let left, let right):
      left.letGo()
      right.letGo()
    }
  }

  /// Overwrites the samples from `start` on, which is a multiple of `BlockFloat.blockLength`.
  ///
  /// - Parameter samples: Unless they end with the sound, as many as whole blocks have.
  func put(_ samples: StereoSpan, at start: Int) {
    let range = start..<start + samples.count
    switch storage {
    case .exact(let stereo):
      var slot = stereo.slot(range)
      for index in 0..<samples.count {
        slot.left[index] = samples.left[index]
        slot.right[index] = samples.right[index]
      }
    case .compact(let left, let right):
      left.put(samples.left, at: start)
      right.put(samples.right, at: start)
    }
  }

  /// The samples of `range`; outside of the sound lies silence.
  func samples(_ range: Range<Int>) -> StereoBuffer {
    var buffer = StereoBuffer(count: range.count)
    let inside = range.clamped(to: 0..<count)
    let place = inside.lowerBound - range.lowerBound
    guard !inside.isEmpty else { return buffer }
    switch storage {
    case .exact(let stereo):
      let span = stereo.span.extracting(inside)
      for index in 0..<inside.count {
        buffer.left[place + index] = span.left[index]
        buffer.right[place + index] = span.right[index]
      }
    case .compact(let left, let right):
      left.get(inside, into: &buffer.left, at: place)
      right.get(inside, into: &buffer.right, at: place)
    }
    return buffer
  }

  /// The fingerprint of the samples of `range`, which starts and ends as those of `put`.
  func checksum(of range: Range<Int>) -> UInt64 {
    switch storage {
    case .exact(let stereo): stereo.checksum(of: range)
    case .compact(let left, let right): left.checksum(of: range) ^ (right.checksum(of: range) &* 31)
    }
  }
}

/// One channel in 16 bits.
private struct PackedChannel {
  private let values: SharedArray<Int16>
  private let scales: SharedArray<Float>

  init(named name: String, count: Int, placement: MemoryPlacement) throws(SharedMemoryError) {
    values = try SharedArray(named: name, count: count, placement: placement)
    scales = try SharedArray(
      named: name + "-scales", count: BlockFloat.blockCount(forSamples: count), placement: placement)
  }

  func letGo() {
    values.letGo()
    scales.letGo()
  }

  func put(_ samples: Span<Float>, at start: Int) {
    var valueSlot = values.slot(start..<start + samples.count)
    var scaleSlot = scales.slot(blocks(start..<start + samples.count))
    BlockFloat.pack(samples, into: &valueSlot, scales: &scaleSlot)
  }

  func get(_ range: Range<Int>, into samples: inout [Float], at place: Int) {
    var output = samples.mutableSpan
    BlockFloat.unpack(values.span, scales: scales.span, range: range, into: &output, at: place)
  }

  func checksum(of range: Range<Int>) -> UInt64 {
    values.checksum(of: range) ^ (scales.checksum(of: blocks(range)) &* 961)
  }

  private func blocks(_ range: Range<Int>) -> Range<Int> {
    precondition(range.lowerBound.isMultiple(of: BlockFloat.blockLength), "blocks are written whole")
    return BlockFloat.blockCount(forSamples: range.lowerBound)..<BlockFloat.blockCount(forSamples: range.upperBound)
  }
}
