import Audio
import AudioFiles
import Remixing

/// What the samples that go to the encoder must be like, so that the decoded file is as asked.
struct MasteringGoal {
  /// Of the samples that go to the encoder.
  private(set) var loudnessLUFS: Double
  /// What draws loud parts together.
  static let compression = BusCompression()
  /// What the limited wave may reach.
  let truePeakCeilingDB: Double
  /// What the decoded file's wave may reach.
  let decodedCeilingDB: Double

  /// Aims so much higher, as the decoded file has turned out to lack so much.
  mutating func aim(higherByLU lack: Double) {
    loudnessLUFS += lack
  }

  /// What coding to MP3 adds to the highest peaks of most remixes, in decibels, beyond the encoder's own gain.
  ///
  /// Of 47 songs at 192 kbit/s, coding adds more to some peaks of 25 and up to 2.4 dB: these are lowered where they are, and
  /// encoded again, in 65 stretches.
  private static let codingOvershootDB = 1.4
  /// What more is allowed for up to `denseLUFS`, where the limiter has room: then there are 32 stretches, in 17 songs.
  private static let roomDB = 0.3
  /// How much more it adds for each decibel that a remix is to be louder than `denseLUFS`.
  ///
  /// There are more peaks then, and at low bitrates coding noise lifts most of them.
  private static func denserOvershootDB(_ settings: MP3Settings) -> Double {
    if case .constant(let bitrate) = settings.mode, bitrate <= 128 { 0.15 } else { 0 }
  }
  private static let denseLUFS = -13.0
  /// By how much meters may differ.
  private static let toleranceDB = 0.05

  /// Whether the gains that are found beforehand have always been right: nothing had to be encoded with others.
  static func isSure(_ options: RemixOptions, _ format: SongFormat) -> Bool {
    guard case .mp3(let settings) = format, case .constant(let bitrate) = settings.mode else { return false }
    return bitrate >= 128 && options.targetLoudnessLUFS <= denseLUFS
  }

  init(options: RemixOptions, format: SongFormat) throws(JobFailure) {
    var (gainDB, overshootDB) = (0.0, 0.0)
    if case .mp3(let settings) = format {
      let gain = try audio { () throws(AudioFileError) in try settings.encoderGain() }
      (gainDB, overshootDB) = (Decibels.decibels(fromGain: gain), Self.codingOvershootDB)
      let density = options.targetLoudnessLUFS - Self.denseLUFS
      overshootDB += density > 0 ? Self.denserOvershootDB(settings) * density : Self.roomDB
    }
    loudnessLUFS = options.targetLoudnessLUFS - gainDB
    decodedCeilingDB = options.truePeakCeilingDB - Self.toleranceDB
    truePeakCeilingDB = decodedCeilingDB - gainDB - overshootDB
  }
}
