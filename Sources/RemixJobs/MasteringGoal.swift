import Audio
import AudioFiles
import Remixing

/// What the samples that go to the encoder must be like, so that the decoded MP3 is as asked.
struct MasteringGoal {
  let loudnessLUFS: Double
  let truePeakCeilingDB: Double

  /// What coding adds to the highest peaks at most, in decibels, beyond the encoder's own gain.
  ///
  /// Measured on decoded remixes of real songs; see docs/ARCHITECTURE.md.
  private static let codingOvershootDB = 0.7

  init(options: RemixOptions, settings: MP3Settings) throws(JobFailure) {
    let gain = try audio { () throws(AudioFileError) in try settings.encoderGain() }
    let gainDB = Decibels.decibels(fromGain: gain)
    loudnessLUFS = options.targetLoudnessLUFS - gainDB
    truePeakCeilingDB = options.truePeakCeilingDB - gainDB - Self.codingOvershootDB
  }
}
