import ArgumentParser
import AudioFiles
import Batches
import Glibc
import Processes
import RemixJobs
import SystemPackage

/// `wubremix batch FOLDER -o FOLDER`.
struct BatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "batch",
    abstract: "Remix whole folders of songs.",
    discussion: """
      Folders are mirrored in the output folder: those given side by side, one alone directly. Patterns that no shell \
      has expanded are. In a folder all files count that are called like sound files, except those whose names start \
      with a dot; the output folder is never looked into.

      As many songs are in work at once as there are workers (--jobs), and share them. A song that fails leaves the \
      others untouched. report.json in the output folder tells what became of each. An interrupted batch (or machine) \
      goes on with --resume: what is done is kept, what is not is made.

      SIGTERM lets the songs in work be finished, for a minute at most; SIGTERM again, or an interrupt, ends them.

      EXIT STATUS:
        0    all songs have their remixes, or had them before
        1    some songs failed: the report and the summary say which and why
        64   wrong usage, or --resume after a batch with other settings
        65   the style, or the samples, make no sense
        66   there is no song at all
        70   the machine gave no process or memory for a single song
        73   the output folder cannot be used
        74   the journal or the report cannot be written
        130  interrupted (129 hang-up, 143 terminated)
      """)

  @Argument(help: "Folders, files, patterns.")
  var inputs: [PathArgument]

  @Option(name: [.short, .long], help: ArgumentHelp("The folder for the remixes.", valueName: "folder"))
  var output: PathArgument

  @Flag(name: [.short, .long], help: "Look into folders in folders, too.")
  var recursive = false

  @Flag(exclusivity: .chooseLast, help: "What to do if a remix exists: skip the song unless told to replace it.")
  var overwrite: OverwriteFlag = .noOverwrite

  @Flag(help: "Go on with a batch that was ended.")
  var resume = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Further attempts at a song for which the machine failed.", valueName: "n"))
  var retries = BatchRun.Settings().retries

  @Option(
    help: ArgumentHelp(
      "How remixes are called; \(NameTemplate.places.joined(separator: ", ")) stand for the song's.",
      valueName: "template"))
  var name: String = NameTemplate.usual

  @Flag(exclusivity: .exclusive, help: "What to write (default: MP3).")
  var kind: SoundFileKind?

  @OptionGroup(title: "Music")
  var music: MusicOptions

  @OptionGroup(title: "MP3")
  var encoding: MP3Options

  @OptionGroup(title: "Job")
  var options: JobOptions

  mutating func validate() throws {
    guard !output.isStandardStream, !inputs.contains(where: \.isStandardStream) else {
      throw ValidationError("A batch reads files and writes to a folder, not to standard streams.")
    }
    guard (0...100).contains(retries) else { throw ValidationError("--retries must be from 0 to 100, not \(retries).") }
    guard NameTemplate(name) != nil else {
      throw ValidationError(
        "--name is a file's name with {name} or {number} in it, and no other places in braces than "
          + "\(NameTemplate.places.joined(separator: ", ")).")
    }
    if let kind, kind != .mp3, encoding.areGiven {
      throw ValidationError("Bitrates are for MP3, and the remixes are to be written as \(kind.rawValue.uppercased()).")
    }
  }

  func run() throws {
    let display = BatchDisplay(style: options.progress, isQuiet: options.quiet)
    do {
      try remixAll(display)
    } catch let failure as CommandFailure {
      display.fail(failure.message, status: failure.status)
      throw ExitCode(failure.status)
    } catch let failure as JobFailure {
      let message = message(failure, input: output.name, output: output.name)
      display.fail(message.message, status: message.status)
      throw ExitCode(message.status)
    }
  }

  private func remixAll(_ display: BatchDisplay) throws {
    let style = try music.style.load()
    for warning in style.warnings { display.warn(warning) }
    // What is wrong with the samples is wrong for all songs.
    let samples = try music.samples.map { folder throws(JobFailure) in try SampleFolder(path: folder.path) }
    for warning in samples?.warnings ?? [] { display.warn(warning) }
    let isMade = try makeOutputFolder()
    // Gone again unless there is something in it.
    defer { if isMade { FileSystem.removeEmptyFolder(output.path) } }
    let finder = SongFinder(inputs: inputs.map(\.path), isRecursive: recursive, excluding: output.path)
    for note in finder.notes { display.warn(note) }
    guard !finder.songs.isEmpty || !finder.failures.isEmpty else {
      let others = finder.otherFileCount == 0 ? "" : ", only files of other kinds (\(finder.otherFileCount))"
      throw CommandFailure(
        "there is no song in \(inputs.map(\.name).joined(separator: ", "))\(others)", ExitStatus.noInput)
    }
    let made = kind ?? .mp3
    let format = made.format(mp3: try encoding.settings())
    guard let template = NameTemplate(name) else { preconditionFailure("validated") }
    let items = OutputNames(folder: output.path, template: template, style: style.name, ending: made.rawValue)
      .items(for: finder.songs)
    var request = JobRequest(products: [.remix(format)])
    options.apply(to: &request)
    request.programVersion = Version.current
    request.apply(style, music)
    request.samplesPath = music.samples?.absoluteText
    let (journal, earlier) = try openJournal(settings: fingerprint(of: request, format: format, items: items))
    let roles = try options.log.processRoles(asJSON: options.progress == .json)
    let run = BatchRun(
      items: items, settings: settings(request), journal: journal, earlier: earlier, roles: roles,
      behaviour: behaviour(request, display: display))
    let start = MonotonicClock.nanoseconds()
    let (records, interruption) = try run.run()
    let failures = finder.failures.map { path, reason in
      BatchRecord(
        input: LosslessText.string(from: path), output: nil, status: .failed, reason: "cannot look into it: \(reason)",
        exitStatus: ExitStatus.noInput)
    }
    let report = BatchReport(
      program: "wubremix \(Version.current)", songs: records + failures,
      elapsedSeconds: (Double(MonotonicClock.nanoseconds() - start) / 1e6).rounded() / 1_000)
    try end(report, interruption, journal: journal, display: display)
  }

  private func end(
    _ report: BatchReport, _ interruption: BatchRun.Interruption?, journal: Journal, display: BatchDisplay
  ) throws {
    do throws(JobFailure) {
      try report.write(to: output.path.appending(BatchReport.fileName))
    } catch {
      throw CommandFailure(
        "cannot write the report: \(message(error, input: "", output: "it").message)", ExitStatus.ioError)
    }
    if report.pending == 0, report.failed == 0 { journal.remove() }
    display.finish(report)
    switch interruption {
    case .signal(let signal):
      display.fail("ended by a signal; --resume goes on", status: 128 + signal)
      throw ExitCode(128 + signal)
    case .journal(let error):
      throw CommandFailure("cannot write the journal in \(output.name): \(error)", ExitStatus.ioError)
    case .noResources(let reason):
      throw CommandFailure("\(reason); --resume goes on", ExitStatus.internalFailure)
    case nil:
      if report.failed > 0 { throw ExitCode(ExitStatus.different) }
    }
  }

  /// Of all that decides what the remixes will be and how they are called.
  private func fingerprint(of request: JobRequest, format: SongFormat, items: [BatchItem]) throws -> String {
    var more: [String] = []
    if let samples = music.samples {
      for name in (try? FileSystem.names(in: samples.path, limit: 10_000)) ?? [] {
        let stamp = FileStamp(path: samples.path.appending(name))
        more.append("\(name) \(stamp?.byteCount ?? 0) \(stamp?.changeTime ?? 0)")
      }
    }
    // Numbers are those of the songs that were there.
    if name.contains("{number}") { more += items.map { LosslessText.string(from: $0.song.path) } }
    return Recipe.fingerprint(of: request, format: format, more: more)
  }

  private func settings(_ request: JobRequest) -> BatchRun.Settings {
    var settings = BatchRun.Settings()
    settings.workerCount = request.crew.workerCount
    settings.policy = overwrite.policy
    settings.retries = retries
    if let seconds = options.drainSeconds { settings.drainSeconds = seconds }
    return settings
  }

  private func behaviour(_ base: JobRequest, display: BatchDisplay) -> BatchRun.Behaviour {
    BatchRun.Behaviour(
      request: { item in
        var request = base
        let name = LosslessText.string(from: item.song.path)
        request.title = LosslessText.printable(name)
        request.fallbackTitle = PathArgument(argument: name)?.stem
        return request
      },
      samples: { () throws(JobFailure) in
        try music.samples.map { folder throws(JobFailure) in try SampleFolder(path: folder.path) }
      },
      describe: { failure, item in
        message(
          failure, input: LosslessText.printable(LosslessText.string(from: item.song.path)),
          output: LosslessText.printable(LosslessText.string(from: item.output)))
      },
      observe: { display.show($0) })
  }

  private func message(_ failure: JobFailure, input: String, output: String) -> (message: String, status: Int32) {
    let text = FailureMessage(
      failure: failure, input: input, beats: "", samples: music.samples?.name ?? "", outputs: [output])
    return (text.description, ExitStatus.status(of: failure))
  }

  /// Makes the folder for the remixes, if it is missing.
  ///
  /// - Returns: Whether it was.
  private func makeOutputFolder() throws -> Bool {
    var isMade = false
    switch FileSystem.kind(of: FileSystem.resolved(output.path)) {
    case nil:
      do throws(SystemCallError) {
        try FileSystem.createFolder(output.path)
        isMade = true
      } catch {
        throw CommandFailure("cannot create the folder \(output.name): \(error.errno)", ExitStatus.cannotCreate)
      }
    case .folder: break
    default: throw CommandFailure("\(output.name) is no folder; choose another", ExitStatus.cannotCreate)
    }
    let place = FilePlace(output.path)
    for input in inputs where FilePlace(input.path).isSame(as: place) {
      throw CommandFailure("\(output.name) is the folder of the songs itself; choose another", ExitStatus.usage)
    }
    return isMade
  }

  private func openJournal(settings: String) throws -> (Journal, [String: BatchRecord]) {
    do throws(JournalError) {
      return try Journal.open(in: output.path, settings: settings, resumes: resume)
    } catch {
      switch error {
      case .inUse: throw CommandFailure("another batch works on \(output.name)", ExitStatus.cannotCreate)
      case .ofOtherSettings:
        throw CommandFailure(
          "the batch in \(output.name) has other settings (style, length, format …): give the same, or leave out --resume",
          ExitStatus.usage)
      case .unknown:
        throw CommandFailure(
          "the journal in \(output.name) makes no sense to this program: leave out --resume", ExitStatus.usage)
      case .systemCall(let error):
        throw CommandFailure("cannot write the journal in \(output.name): \(error)", ExitStatus.cannotCreate)
      }
    }
  }
}

extension SongFinder {
  /// What was left alone, in words.
  fileprivate var notes: [String] {
    var notes: [String] = []
    if otherFolderCount > 0 {
      notes.append("\(otherFolderCount) folders in folders were left out: --recursive takes them")
    }
    return notes
  }
}
