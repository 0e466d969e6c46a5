import Audio
import Remixing
import SharedMemory
import SignalProcessing

/// The groups of a remix in shared memory: how far each reaches, and a window of them as they go to their files.
///
/// All of them at once would take four times the memory of the mix, so they are rendered a second time.
final class StemBuffers {
  /// Segments that may be rendered ahead of the one that is written.
  static let window = 8

  /// The largest magnitude of each group in each segment.
  ///
  /// Shape: segments x groups.
  let peaks: SharedArray<Float>
  /// By group.
  private let windows: [SharedStereo]
  private let plan: RemixPlan

  init(plan: RemixPlan) throws(SharedMemoryError) {
    self.plan = plan
    let count = max(1, plan.segmentCount * MixBus.allCases.count)
    peaks = try SharedArray(named: "wubremix-stem-peaks", capacity: count)
    try peaks.grow(to: count)
    peaks.publish(count: count)
    var windows: [SharedStereo] = []
    for bus in MixBus.allCases {
      let length = Self.window * plan.longestSegment
      let window = try SharedStereo(named: "wubremix-\(bus.rawValue)", capacity: length)
      try window.grow(to: length)
      window.publish(count: length)
      windows.append(window)
    }
    self.windows = windows
  }

  /// Where the samples of `segment` stand in each window until they were written.
  func slot(ofSegment segment: Int) -> Range<Int> {
    let start = segment % Self.window * plan.longestSegment
    return start..<(start + plan.range(ofSegment: segment).count)
  }

  subscript(bus: MixBus) -> SharedStereo {
    guard let index = MixBus.allCases.firstIndex(of: bus) else { preconditionFailure("every group has its window") }
    return windows[index]
  }

  /// Notes how far the groups of `segment` reach.
  func measure(_ buses: MixBuses, segment: Int) {
    let width = MixBus.allCases.count
    let peaks = self.peaks
    var slot = peaks.slot(segment * width..<(segment + 1) * width)
    for (index, bus) in MixBus.allCases.enumerated() {
      let buffer = buses[bus]
      slot[index] = max(buffer.left.span.peak, buffer.right.span.peak)
    }
  }

  /// Puts the groups of `segment`, times `gain`, where they are written from.
  func put(_ buses: MixBuses, segment: Int, gain: Float) {
    let place = slot(ofSegment: segment)
    for bus in MixBus.allCases {
      let buffer = buses[bus]
      let window = self[bus]
      var slot = window.slot(place)
      for index in slot.left.indices {
        slot.left[index] = buffer.left[index] * gain
        slot.right[index] = buffer.right[index] * gain
      }
    }
  }

  /// The fingerprint of what stands in the windows of `segment`.
  func checksum(ofSegment segment: Int) -> UInt64 {
    let slot = slot(ofSegment: segment)
    return windows.reduce(0) { $0 &* 31 ^ $1.checksum(of: slot) }
  }

  /// The largest magnitude that any group reaches anywhere.
  var peak: Float {
    let peaks = self.peaks
    return peaks.span.peak
  }
}

extension Span<Float> {
  /// The largest magnitude, found in eight interleaved searches: one would not vectorise; 0 if there are no values.
  var peak: Float {
    var most = SIMD8<Float>()
    let whole = count / 8 * 8
    var index = 0
    while index < whole {
      let values = vector(from: index)
      let magnitudes = values.replacing(with: -values, where: values .< 0)
      most.replace(with: magnitudes, where: magnitudes .> most)
      index += 8
    }
    var peak = most.max()
    while index < count {
      peak = Swift.max(peak, Swift.abs(self[index]))
      index += 1
    }
    return peak
  }
}
