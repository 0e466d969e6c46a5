import Audio
import BeatTracking
import SharedMemory
import SignalProcessing
import Supervision

/// What a worker does while the supervisor listens: features and loudness of one chunk of the source.
final class AnalysisWork {
  private let workspace: Workspace
  private var extractor = FeatureExtractor()

  init(workspace: Workspace) {
    self.workspace = workspace
  }

  func perform(_ task: WorkerTask) -> Publication {
    let chunk = Int(task.chunk)
    // The arrays as locals: a span cannot outlive the reference that it was taken from.
    let (song, features, powers) = (workspace.source, workspace.features, workspace.gatingBlockPowers)
    let source = song.span
    let frames = AnalysisChunks.frames(of: chunk, sampleCount: source.count)
    var featureSlot = features.slot(AnalysisChunks.elements(of: frames))
    extractor.extract(from: source, frames: frames, into: &featureSlot)
    let blocks = AnalysisChunks.blocks(of: chunk, sampleCount: source.count)
    var powerSlot = powers.slot(blocks)
    Loudness.gatingBlockPowers(of: source, blocks: blocks, into: &powerSlot)
    return Publication(length: Int64(frames.count), checksum: workspace.checksum(ofChunk: chunk))
  }
}

extension Workspace {
  /// The fingerprint of what stands in the slots of `chunk`.
  func checksum(ofChunk chunk: Int) -> UInt64 {
    let frames = AnalysisChunks.frames(of: chunk, sampleCount: source.count)
    let blocks = AnalysisChunks.blocks(of: chunk, sampleCount: source.count)
    return features.checksum(of: AnalysisChunks.elements(of: frames)) ^ (gatingBlockPowers.checksum(of: blocks) &* 31)
  }
}
