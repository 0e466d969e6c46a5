import ArgumentParser
import Glibc
import Lab
import Pictures
import Processes
import RemixJobs
import SystemPackage

/// `wubremix lab [EXPERIMENT...]`.
struct LabCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lab",
    abstract: "Measure what processes, threads, pools, pipes and shared memory cost on this machine.",
    discussion: """
      EXPERIMENTS (all of them unless some are named):
      \(LabExperiment.allCases.map { "  \($0.rawValue.padding(to: 11))\($0.summary)" }.joined(separator: "\n"))

      Prints medians with the fifth and the ninety-fifth percentile. A quiet machine gives quiet figures: all take \
      about four minutes. docs/MULTIPROCESSING.md tells what came of it and what it means.

      EXIT STATUS:
        0    done
        64   wrong usage
        65   the song is not usable audio
        66   the song is missing or unreadable
        70   the machine gave no process or memory, or something came out otherwise than it must
        73   the picture exists or cannot be created
        74   the picture or the text cannot be written
        130  interrupted (129 hang-up, 143 terminated)
      """)

  @Argument(help: ArgumentHelp("What to measure.", valueName: "experiment"))
  var experiments: [LabExperiment] = []

  @Option(help: ArgumentHelp("A song to remix (default: the demo, which is made on the spot).", valueName: "file"))
  var song: PathArgument?

  @Option(
    name: [.customShort("j"), .customLong("workers")], parsing: .unconditional,
    help: ArgumentHelp("Processes or threads that work at a time, one for each core unless given.", valueName: "n"))
  var workerCount: Int = Processor.availableCores

  @Flag(help: "A first look: a tenth of the repetitions, and no big processes.")
  var quick = false

  @Flag(help: "As JSON: an object with the machine and a list of reports.")
  var json = false

  @Option(help: ArgumentHelp("Draw the figures, too.", valueName: "file.png"))
  var plot: PathArgument?

  mutating func validate() throws {
    guard (1...256).contains(workerCount) else {
      throw ValidationError("--workers must be from 1 to 256, not \(workerCount).")
    }
    if song?.isStandardStream == true { throw ValidationError("The song is read again and again: name a file.") }
    if let plot, plot.fileExtension != "png" { throw ValidationError("--plot needs a file that ends in .png.") }
  }

  @Flag(exclusivity: .chooseLast)
  var overwrite: OverwriteFlag = .noOverwrite

  func run() throws {
    do {
      try measureAll()
    } catch let failure as CommandFailure {
      writeError("wubremix: \(failure.message)\n")
      throw ExitCode(failure.status)
    }
  }

  private func measureAll() throws {
    let picture = try told(openPicture)
    // Before anything is measured.
    _ = try told { try song?.openInput() != nil }
    var settings = LabSettings(workerCount: workerCount)
    settings.song = song?.path
    settings.isQuick = quick
    let machine = MachineFacts()
    var reports: [LabReport] = []
    var hasReader = true
    if !json { try write(machine.words + "\n", hasReader: &hasReader) }
    let chosen = LabExperiment.allCases.filter { experiments.isEmpty || experiments.contains($0) }
    for experiment in chosen {
      let report = try told { try experiment.report(settings) }
      reports.append(report)
      if !json { try write("\n" + report.text(), hasReader: &hasReader) }
    }
    if json { try write(jsonLine(Findings(machine: machine, reports: reports)), hasReader: &hasReader) }
    if let picture { try told { try show(LabReport.chart(of: reports, machine: machine), in: picture) } }
  }

  private func openPicture() throws(JobFailure) -> OutputTarget? {
    guard let plot else { return nil }
    return try OutputTarget(path: plot.path, policy: overwrite == .overwrite ? .replace : .refuse)
  }

  private func show(_ chart: ChartPicture, in picture: OutputTarget) throws {
    try writeAll(try chart.png(), to: picture.descriptor)
    try OutputTarget.commit([picture])
  }

  /// - Parameter hasReader: Whether somebody still reads; if nobody does, only a picture is a reason to go on.
  private func write(_ text: String, hasReader: inout Bool) throws {
    guard hasReader else { return }
    do throws(SystemCallError) {
      try writeAll(Array(text.utf8), to: STDOUT_FILENO)
    } catch {
      guard error.errno == .brokenPipe else {
        throw CommandFailure("cannot write to standard output: \(error.errno)", ExitStatus.ioError)
      }
      if plot == nil { throw ExitCode(0) }
      hasReader = false
    }
  }

  private struct Findings: Encodable {
    let machine: MachineFacts
    let reports: [LabReport]
  }

  /// Does `body`, and puts its failures into words.
  private func told<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let failure as JobFailure {
      let message = FailureMessage(
        failure: failure, input: song?.inputName ?? "the demo", beats: "", samples: "", outputs: [plot?.name ?? ""])
      throw CommandFailure(message.description, ExitStatus.status(of: failure))
    } catch LabFailure.song(let reason) {
      throw CommandFailure("cannot use \(song?.inputName ?? "the demo"): \(reason)", ExitStatus.unusableData)
    } catch LabFailure.noResources(let reason) {
      throw CommandFailure("the machine gave too little: \(reason)", ExitStatus.internalFailure)
    } catch LabFailure.contradiction(let words) {
      throw CommandFailure(words, ExitStatus.internalFailure)
    } catch let failure as SystemCallError {
      throw CommandFailure("writing \(plot?.name ?? "") failed: \(failure.errno)", ExitStatus.ioError)
    } catch let failure as PictureError {
      throw CommandFailure("cannot draw \(plot?.name ?? ""): \(failure)", ExitStatus.internalFailure)
    }
  }
}

extension LabExperiment: ExpressibleByArgument {}
