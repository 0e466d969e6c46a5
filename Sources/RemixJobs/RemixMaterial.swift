import AudioFiles
import Processes
import SharedMemory
import Supervision

/// What a remix is made from besides the song's sound, and the proof that it is what a recipe says.
struct RemixMaterial {
  let samples: SampleSet
  /// SHA-256 of the song's file; `nil` unless a recipe is written or followed.
  let songChecksum: String?

  /// Reads the samples, and checks them and the song against the recipe that is followed.
  init(
    _ request: JobRequest, descriptors: JobDescriptors, song: Int32, board: SharedValue<ProcessBoard>
  ) throws(JobFailure) {
    let isChecked = request.recipe != nil || request.products.contains(.recipe)
    var checksum: String?
    if isChecked {
      do throws(SystemCallError) {
        checksum = try sha256(ofFile: song)
      } catch {
        throw .inputReadFailed(reason: "\(error.errno)")
      }
    }
    if !descriptors.samples.isEmpty { board.value.enter(.readingSamples, steps: 0) }
    samples = try SampleSet(descriptors.samples, isChecked: isChecked)
    songChecksum = checksum
    if let recipe = request.recipe, let checksum {
      try recipe.check(songChecksum: checksum, samples: samples.checksums)
    }
  }
}

extension JobRequest {
  /// What the remix is written as; `nil` if none is made.
  var remixFormat: SongFormat? {
    for case .remix(let format) in products { return format }
    return nil
  }
}
