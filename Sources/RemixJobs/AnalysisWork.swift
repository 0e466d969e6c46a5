import Audio
import BeatTracking
import SharedMemory
import SignalProcessing
import Supervision

/// What a worker does to listen: it decodes parts of the song, finds features and loudness of chunks of it, and then what the
/// network hears in parts of it.
final class AnalysisWork {
  private let arrays: ListeningArrays
  private let input: Int32
  private let parts: DecodingParts?
  private let showLife: () -> Void
  /// Made with the first part.
  private var decoder: PartDecoder?
  private var extractor = FeatureExtractor()
  /// Made with the first part, when all features are known.
  private var listener: BeatListener?

  /// - Parameters:
  ///   - input: The song's file.
  ///   - parts: How it is decoded by workers; `nil` if it is not.
  init(_ arrays: ListeningArrays, input: Int32, parts: DecodingParts?, showLife: @escaping () -> Void) {
    self.arrays = arrays
    self.input = input
    self.parts = parts
    self.showLife = showLife
  }

  func perform(_ task: WorkerTask) -> Publication {
    switch TaskKind(task) {
    case .decode: decode(part: Int(task.chunk), patience: Int(task.argument))
    case .hearBeats: hearBeats(inPart: Int(task.chunk))
    default: analyse(chunk: Int(task.chunk))
    }
    let checksum = arrays.checksum(of: task)
    arrays.letGo()
    return Publication(length: task.chunk, checksum: checksum)
  }

  private func decode(part: Int, patience: Int) {
    let decodedParts = arrays.decodedParts
    var slot = decodedParts.slot(part..<part + 1)
    // What cannot be decoded here is decoded by the supervisor, which can tell why.
    slot[0] = (try? decoded(part: part, patience: patience)) ?? DecodedPart()
  }

  private func decoded(part: Int, patience: Int) throws -> DecodedPart? {
    if decoder == nil, let parts {
      decoder = try PartDecoder(parts, input: input, into: arrays.source, showLife: showLife)
    }
    return try decoder?.decode(part: part, patience: patience)
  }

  private func analyse(chunk: Int) {
    // The arrays as locals: a span cannot outlive the reference that it was taken from.
    let (song, features, powers) = (arrays.source, arrays.features, arrays.gatingBlockPowers)
    let source = song.span
    let frames = AnalysisChunks.frames(of: chunk, sampleCount: source.count)
    var featureSlot = features.slot(AnalysisChunks.elements(of: frames))
    extractor.extract(from: source, frames: frames, into: &featureSlot)
    let blocks = AnalysisChunks.blocks(of: chunk, sampleCount: source.count)
    var powerSlot = powers.slot(blocks)
    Loudness.gatingBlockPowers(of: source, blocks: blocks, into: &powerSlot)
  }

  private func hearBeats(inPart part: Int) {
    let (features, activations) = (arrays.features, arrays.activations)
    let rows = arrays.rows(ofPart: part)
    var slot = activations.slot(ActivationParts.elements(of: rows))
    if listener == nil { listener = BeatListener(features: features.span) }
    listener?.listen(to: rows, of: features.span, into: &slot)
  }
}

extension ListeningArrays {
  /// Lets go of what is kept in files, not in memory.
  func letGo() {
    source.letGo()
    // Their count is not known before all are there.
    features.letGo(first: FeatureExtractor.frameCount(forSamples: source.count) * FeatureExtractor.floatsPerFrame)
  }

  /// The fingerprint of what a finished task of listening has written.
  func checksum(of task: WorkerTask) -> UInt64 {
    let chunk = Int(task.chunk)
    switch TaskKind(task) {
    case .decode: return decodedParts.checksum(of: chunk..<chunk + 1)
    case .hearBeats: return activations.checksum(of: ActivationParts.elements(of: rows(ofPart: chunk)))
    default: break
    }
    let frames = AnalysisChunks.frames(of: chunk, sampleCount: source.count)
    let blocks = AnalysisChunks.blocks(of: chunk, sampleCount: source.count)
    return features.checksum(of: AnalysisChunks.elements(of: frames)) ^ (gatingBlockPowers.checksum(of: blocks) &* 31)
  }

  func decodedPart(_ part: Int) -> DecodedPart {
    let parts = decodedParts
    return parts.span[part]
  }

  /// The rows that the network hears in one task, of a song whose features are all known.
  func rows(ofPart part: Int) -> Range<Int> {
    ActivationParts.rows(of: part, frameCount: features.count / FeatureExtractor.floatsPerFrame)
  }
}
