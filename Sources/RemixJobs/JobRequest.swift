import Audio
package import BeatTracking
package import Remixing
package import Sandboxing
import SharedMemory
package import Styles
package import Supervision
package import SystemPackage

/// What a job is asked to do, apart from where its bytes come from and go to.
package struct JobRequest: Sendable {
  /// What is made, one for each of the job's outputs.
  package var products: [Product]
  package var hints = AnalysisHints()
  package var remix = RemixOptions()
  package var crew = Crew()
  package var limits = JobLimits()
  package var fault: InjectedFault?
  /// The style's name, its whole text, and the style that it extends.
  package var styleName = "dubstep"
  package var styleText = ""
  package var styleBase: BaseStyle?
  /// Absolute paths of the song and the folder of samples, for the recipe; `nil` where there is none.
  package var songPath: String?
  package var samplesPath: String?
  /// The recipe that is followed: the job's files must be those that it was written for.
  package var recipe: Recipe?
  /// What the job is called where running jobs are shown.
  package var title = ""
  /// The title of a song whose tags have none, such as its file's name.
  package var fallbackTitle: String?
  /// Whether somebody listens to the first output while it is written; it comes out the same.
  package var isFollowed = false
  /// What files that name their maker's version say.
  package var programVersion = ""

  package init(products: [Product]) {
    self.products = products
  }
}

/// Who does the work; has no influence on the result.
package struct Crew: Equatable, Sendable {
  package var workerCount = 1
  package var transport = Transport.shm

  package init() {}
}

/// How much a job may take in.
package struct JobLimits: Sendable {
  package var inputBytes = 4 << 30
  package var decodedMinutes = 240.0
  /// Bytes of sound that are kept in memory; the rest of a long song and its remix is in a file without a name.
  ///
  /// `nil` allows for `usualSoundBytes`, and for more where there can be no such file.
  package var soundBytes: Int?
  package static let usualSoundBytes = 1 << 30
  /// Where such files are made.
  package var temporaryFolder: FilePath = "/var/tmp"
  /// The file for all of the job, as its supervisor has it.
  var spillSpace: SpillSpace?
  package var sandbox = Sandbox.Mode.auto
  /// How long a worker may show no sign of life before it is replaced, whatever it waits for.
  package var chunkSeconds = 20.0
  /// What a worker may have of memory besides what it shares.
  package var workerBytes = 2 << 30
  /// Runs of a job whose supervisor was lost, the first included.
  package var supervisorAttempts = 3

  package init() {}
}

extension JobLimits {
  /// What the kernel is to keep a supervisor within; generous, since it is only to stop what has gone wild.
  var sandboxLimits: Sandbox.Limits {
    // Addresses are reserved for the longest song and remix, each in several forms.
    Sandbox.Limits(
      moreMemoryBytes: 8 * Self.bytesPerSample * longestSong + 16 << 30,
      cpuSeconds: 600 + Int(decodedMinutes) * 30, descriptors: 4_096)
  }

  /// How long a supervisor may show no sign of life: it does some work at a stretch.
  var supervisorSilence: SilenceLimits {
    let longest = UInt64(max(60, 3 * chunkSeconds) * 1e9)
    return SilenceLimits(ifStopped: 2_000_000_000, usual: longest, longest: longest)
  }

  /// Samples of a song at most.
  var longestSong: Int { Int(decodedMinutes * 60) * WorkingFormat.sampleRate }

  /// Bytes that all stages together have for each sample of a song: the song (8), its features (1), the mix (4, or 8 where it is
  /// kept exactly), its levels and its encoded pieces.
  private static let bytesPerSample = 20

  /// Where sound of so many samples is kept, or what is in proportion to it.
  func placement(ofSamples count: Int) -> MemoryPlacement {
    MemoryPlacement(
      memoryShare: Double(soundBytes ?? Self.usualSoundBytes) / Double(max(count, 1) * Self.bytesPerSample),
      spillSpace: spillSpace, isStrict: soundBytes != nil)
  }
}
