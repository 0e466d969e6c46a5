import Audio
import BeatTracking
import SharedMemory
import SignalProcessing

/// The audio of a job and what was measured of it, in shared memory mapped before the first worker is forked.
///
/// Every array has one writer at a time for each of its slots: the supervisor for the source, the worker that
/// holds the task for the rest.
final class Workspace {
  /// The decoded song, as the decoder delivers it.
  let source: SharedStereo
  /// `FeatureExtractor.floatsPerFrame` floats for each frame of the source.
  let features: SharedArray<Float>
  /// `BeatListener.floatsPerRow` floats for each row of frames, if the network is asked.
  let activations: SharedArray<Float>
  /// The power of each gating block of the source.
  let gatingBlockPowers: SharedArray<Float>

  /// Reserves addresses for the longest song that `limits` allow.
  static func make(limits: JobLimits) throws(JobFailure) -> Workspace {
    // Some seconds more, so that a song that is too long is seen to be.
    let capacity = (Int(limits.decodedMinutes * 60) + 10) * WorkingFormat.sampleRate
    return try sharedMemory { () throws(SharedMemoryError) in try Workspace(sampleCapacity: capacity) }
  }

  /// Reserves addresses for a song of at most `sampleCapacity` samples per channel.
  init(sampleCapacity: Int) throws(SharedMemoryError) {
    source = try SharedStereo(named: "wubremix-source", capacity: sampleCapacity)
    features = try SharedArray(
      named: "wubremix-features",
      capacity: FeatureExtractor.frameCount(forSamples: sampleCapacity) * FeatureExtractor.floatsPerFrame)
    activations = try SharedArray(
      named: "wubremix-activations",
      capacity: BeatListener.rowCount(forFrames: FeatureExtractor.frameCount(forSamples: sampleCapacity))
        * BeatListener.floatsPerRow)
    gatingBlockPowers = try SharedArray(
      named: "wubremix-loudness", capacity: max(1, Loudness.blockCount(forSamples: sampleCapacity)))
  }
}

/// Two channels of samples in shared memory.
struct SharedStereo {
  let left: SharedArray<Float>
  let right: SharedArray<Float>

  init(named name: String, capacity: Int) throws(SharedMemoryError) {
    left = try SharedArray(named: name + "-left", capacity: capacity)
    right = try SharedArray(named: name + "-right", capacity: capacity)
  }

  /// Samples per channel that may be read.
  var count: Int { right.count }

  var capacity: Int { right.capacity }

  func grow(to count: Int) throws(SharedMemoryError) {
    try left.grow(to: count)
    try right.grow(to: count)
  }

  func publish(count: Int) {
    left.publish(count: count)
    right.publish(count: count)
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
