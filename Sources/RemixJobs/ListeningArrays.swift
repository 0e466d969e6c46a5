import BeatTracking
import SharedMemory
import SignalProcessing

/// What is measured of a song while it is decoded, in shared memory mapped before the first worker is forked, until the
/// analysis is made of it.
///
/// Every slot has one writer: the worker that holds the task.
final class ListeningArrays {
  /// The decoded song, as the decoder delivers it; the supervisor writes it.
  let source: SharedStereo
  /// `FeatureExtractor.floatsPerFrame` floats for each frame of the source.
  let features: SharedArray<Float>
  /// `BeatListener.floatsPerRow` floats for each row of frames, if the network is asked.
  let activations: SharedArray<Float>
  /// What is known of each part that a worker decodes.
  let decodedParts: SharedArray<DecodedPart>
  /// The power of each gating block of the source.
  let gatingBlockPowers: SharedArray<Float>

  /// Reserves addresses for as much as `source` can hold.
  init(source: SharedStereo, placement: MemoryPlacement) throws(SharedMemoryError) {
    self.source = source
    let frameCapacity = FeatureExtractor.frameCount(forSamples: source.capacity)
    features = try SharedArray(
      named: "wubremix-features", capacity: frameCapacity * FeatureExtractor.floatsPerFrame, placement: placement)
    activations = try SharedArray(
      named: "wubremix-activations",
      capacity: BeatListener.rowCount(forFrames: frameCapacity) * BeatListener.floatsPerRow)
    decodedParts = try SharedArray(
      named: "wubremix-decoded-parts", capacity: DecodingParts.mostParts(ofSamples: source.capacity))
    gatingBlockPowers = try SharedArray(
      named: "wubremix-loudness", capacity: max(1, Loudness.blockCount(forSamples: source.capacity)))
  }
}
