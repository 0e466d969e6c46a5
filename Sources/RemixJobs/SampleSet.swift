import Audio
import AudioFiles
import Processes

/// The recordings that take the place of instruments, decoded.
struct SampleSet {
  /// By the stem of their names.
  private(set) var sounds: [String: StereoBuffer] = [:]
  /// Of the files, in the order of their names; empty unless asked for.
  private(set) var checksums: [Recipe.Samples.File] = []
  /// What a listener should know of them, in words.
  private(set) var warnings: [String] = []

  /// All of them together; each process of the job can see them all.
  private static let longestSeconds = 300

  /// No recordings.
  init() {}

  /// Decodes `sources`.
  ///
  /// - Parameter isChecked: Whether the checksums are wanted.
  init(_ sources: [SampleSource], isChecked: Bool) throws(JobFailure) {
    var sampleCount = 0
    for source in sources {
      let recording: SampleRecording
      do throws(AudioFileError) {
        recording = try SampleRecording(descriptor: source.descriptor)
      } catch {
        switch error {
        case .outOfMemory: throw JobFailure(error)
        case .readFailed: throw .samplesUnavailable(reason: "\(source.name): \(error)")
        default: throw .samplesUnusable(reason: "\(source.name): \(error)")
        }
      }
      sampleCount += recording.sound.count
      if sampleCount > Self.longestSeconds * WorkingFormat.sampleRate {
        throw .samplesUnusable(reason: "together they last longer than \(Self.longestSeconds) s; shorten some of them")
      }
      if isChecked {
        checksums.append(Recipe.Samples.File(name: source.name, sha256: try checksum(of: source)))
      }
      if recording.silencedSampleCount > 0 {
        warnings.append("\(source.name): \(recording.silencedSampleCount) samples were not numbers and were silenced")
      }
      if recording.isSilent { warnings.append("\(source.name): it is silent, and so is its instrument") }
      if recording.isTruncated {
        warnings.append("\(source.name): the file is cut off or damaged: what could be read was used")
      }
      sounds[source.stem] = recording.sound
    }
  }

  private func checksum(of source: SampleSource) throws(JobFailure) -> String {
    do throws(SystemCallError) {
      return try sha256(ofFile: source.descriptor)
    } catch {
      throw .samplesUnavailable(reason: "\(source.name): \(error.errno)")
    }
  }
}
