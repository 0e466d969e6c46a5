import Audio
import AudioFiles
import Remixing

/// What the samples that go to the encoder must be like, so that the decoded file is as asked.
struct MasteringGoal {
  let loudnessLUFS: Double
  /// What draws loud parts together.
  static let compression = BusCompression()
  /// Lowered when the decoded file turns out to peak higher than it should.
  private(set) var truePeakCeilingDB: Double
  private let decodedCeilingDB: Double

  /// What coding to MP3 adds to the highest peaks of most remixes, in decibels, beyond the encoder's own gain.
  ///
  /// Up to 1.4 dB over 47 songs at 192 kbit/s: for the loudest of them the encoding is repeated.
  private static let codingOvershootDB = 1.0
  /// Lowering the ceiling lowers the decoded peak by less: other peaks take its place, and coding lifts those.
  private static let ceilingStep = 1.5
  /// By how much meters may differ.
  private static let toleranceDB = 0.05

  init(options: RemixOptions, format: SongFormat) throws(JobFailure) {
    var (gainDB, overshootDB) = (0.0, 0.0)
    if case .mp3(let settings) = format {
      let gain = try audio { () throws(AudioFileError) in try settings.encoderGain() }
      (gainDB, overshootDB) = (Decibels.decibels(fromGain: gain), Self.codingOvershootDB)
    }
    loudnessLUFS = options.targetLoudnessLUFS - gainDB
    decodedCeilingDB = options.truePeakCeilingDB - Self.toleranceDB
    truePeakCeilingDB = decodedCeilingDB - gainDB - overshootDB
  }

  /// Whether a decoded file with this true peak is as asked; if not, the ceiling is lowered so that the next one is.
  ///
  /// - Parameter levelThereDB: What the samples that were encoded reach where the decoded wave peaks. Coding can lift a
  ///   wave that stays far under the ceiling: then only a ceiling below that wave helps.
  mutating func accepts(decodedPeak: Float, levelThereDB: Double) -> Bool {
    let excess = Decibels.decibels(fromGain: Double(decodedPeak)) - decodedCeilingDB
    guard excess > 0 else { return true }
    truePeakCeilingDB = min(truePeakCeilingDB, levelThereDB) - Self.ceilingStep * excess - Self.toleranceDB
    return false
  }
}

/// What a worker is told of the mastering: one number of a task.
struct MasterSetting {
  let gainDB: Float
  let truePeakCeilingDB: Float

  init(gainDB: Double, goal: MasteringGoal) {
    self.gainDB = Float(gainDB)
    truePeakCeilingDB = Float(goal.truePeakCeilingDB)
  }

  /// Stands for the mix as it is.
  static let noMaster: UInt64 = 0

  /// `nil` for `noMaster`.
  init?(argument: UInt64) {
    guard argument != Self.noMaster else { return nil }
    gainDB = Float(bitPattern: UInt32(truncatingIfNeeded: argument >> 32))
    truePeakCeilingDB = Float(bitPattern: UInt32(truncatingIfNeeded: argument))
  }

  var argument: UInt64 {
    UInt64(gainDB.bitPattern) << 32 | UInt64(truePeakCeilingDB.bitPattern)
  }

  /// - Parameter targetLUFS: What the gain aims at.
  func master(targetLUFS: Double) -> Master {
    Master(
      gainDB: Double(gainDB), truePeakCeilingDB: Double(truePeakCeilingDB), compression: MasteringGoal.compression,
      targetLUFS: targetLUFS)
  }
}
