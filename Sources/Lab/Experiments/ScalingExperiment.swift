import AudioFiles
import Fixtures
import Glibc
import Logging
import Processes
import RemixJobs
import SystemPackage

/// A whole remix, from the song's bytes to the MP3, with one worker and more.
struct ScalingExperiment {
  let settings: LabSettings

  func report() throws -> LabReport {
    let counts = Array(1...min(2 * settings.workerCount, 256))
    let song = try SongCopy(of: settings.song)
    var times = counts.map { _ in [Double]() }
    for round in 0...settings.repetitions(9) {
      for (index, count) in counts.enumerated() {
        let time = try remixSeconds(of: song, workerCount: count)
        if round > 0 { times[index].append(time) }
      }
    }
    return report(counts: counts, times: times)
  }

  private func report(counts: [Int], times: [[Double]]) -> LabReport {
    let medians = times.map { $0.quantile(0.5) }
    let cores = Processor.availableCores
    // More workers than cores only wait for each other.
    let points = zip(counts, medians).filter { $0.0 <= cores }.map { (workers: $0, seconds: $1) }
    let fit = AmdahlFit(points).flatMap { (0...1).contains($0.serialFraction) ? $0 : nil }
    var rows = zip(counts, medians).map { count, time in
      LabTable.Row(
        name: "\(count) worker\(count == 1 ? "" : "s")", values: [medians[0] / time], count: times[0].count,
        series: "measured", x: Double(count))
    }
    rows += counts.compactMap { count in
      fit.map {
        LabTable.Row(
          name: "\(count), as Amdahl's law has it",
          values: [$0.seconds(workers: 1) / $0.seconds(workers: min(count, cores))],
          count: points.count, series: "Amdahl's law", x: Double(count))
      }
    }
    let law = fit.map { fit in
      "\(significant(100 * fit.serialFraction)) % of the work is done by one alone (\(significant(fit.serialSeconds)) s of "
        + "\(significant(fit.seconds(workers: 1))) s), as Amdahl's law has it for \(points.count) counts of workers: with no "
        + "number of cores would it be more than \(significant(1 / max(fit.serialFraction, 0.001))) times as fast."
    }
    let noLaw =
      cores == 1
      ? "With one core there is nothing to fit."
      : "No speed-up was found that Amdahl's law would explain; is the machine busy?"
    return LabReport(
      experiment: "scaling", question: "how much faster is a remix with more workers?",
      tables: [
        LabTable(
          title: "a whole remix", unit: "s", columns: LabTable.spreadColumns,
          rows: zip(counts, times).map { LabTable.Row("\($0) worker\($0 == 1 ? "" : "s")", $1) }),
        LabTable(
          title: "as fast as one worker", unit: "times", columns: ["speed-up"], rows: rows, shape: .curves,
          xTitle: "workers"),
      ],
      findings: [
        law ?? noLaw, "Beyond \(cores) workers this machine has no more cores.",
      ])
  }

  private func remixSeconds(of song: SongCopy, workerCount: Int) throws(JobFailure) -> Double {
    let output = FileSystem.temporaryPath(in: "/tmp")
    defer { FileSystem.remove(output) }
    var request = JobRequest(products: [.remix(.mp3(MP3Settings()))])
    request.crew.workerCount = workerCount
    request.title = "lab"
    let roles = ProcessRoles(logger: Logger(label: "lab") { _ in SwiftLogNoOpLogHandler() }, logDescriptor: 2) { _ in }
    let input = try InputFile(path: song.path)
    let target = try OutputTarget(path: output, policy: .replace)
    let start = MonotonicClock.nanoseconds()
    _ = try JobController(request: request, roles: roles).run(inputs: JobInputs(song: input), outputs: [target]) { _ in
    }
    return Double(MonotonicClock.nanoseconds() - start) / 1e9
  }
}

/// The song as a file: the user's, or the demo in memory.
private final class SongCopy {
  private let memory: Descriptor?
  let path: FilePath

  init(of song: FilePath?) throws {
    guard let song else {
      let file = try FileSystem.createInMemory("lab-song")
      path = FilePath("/proc/self/fd/\(file.number)")
      try FixtureFile.write(DemoSong.rendered(), to: path.string)
      memory = consume file
      return
    }
    memory = nil
    path = song
  }
}
