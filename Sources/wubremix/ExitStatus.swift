import RemixJobs

/// The program's exit statuses: those of sysexits.h, and 128 plus the signal.
enum ExitStatus {
  /// As diff and cmp have it.
  static let different: Int32 = 1
  static let usage: Int32 = 64
  static let unusableData: Int32 = 65
  static let noInput: Int32 = 66
  static let internalFailure: Int32 = 70
  static let cannotCreate: Int32 = 73
  static let ioError: Int32 = 74

  /// For `--help`.
  static let table = """
    EXIT STATUS:
      0    done
      1    replay: the remix is written, but it is not the one that the recipe
           was written for
      64   wrong usage
      65   the input is not usable audio, or too long; or the file of beats, the
           style, the samples or the recipe make no sense; or song or samples
           are not those of the recipe; or the remix would be silent
      66   the input, the file of beats, the style file, the samples or the
           recipe are missing or unreadable
      70   internal: a worker or the supervisor was lost for good, or the
           machine gave no memory or process
      73   the output exists or cannot be created
      74   reading the input or writing the output failed, or the input was
           written to meanwhile
      130  interrupted (129 hang-up, 143 terminated)
    """

  static func status(of failure: JobFailure) -> Int32 {
    switch failure {
    case .inputUnavailable, .inputIsFolder, .beatsUnavailable, .samplesUnavailable: noInput
    case .notUsableAudio, .inputTooBig, .inputTooLong, .beatsUnusable, .samplesUnusable, .songChanged, .samplesChanged,
      .remixSilent:
      unusableData
    case .inputReadFailed, .inputChanged, .outputWriteFailed, .resultUnrecorded: ioError
    case .outputExists, .outputUnavailable: cannotCreate
    case .workersLost, .memoryLimit, .supervisorLost, .noResources, .sandboxUnavailable: internalFailure
    case .interrupted(let signal): 128 + signal
    }
  }
}
