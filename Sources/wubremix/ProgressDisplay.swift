import FoundationEssentials
import Glibc
import Processes
import RemixJobs

/// Shows on standard error how a job goes, and how it ended.
final class ProgressDisplay {
  private let style: ProgressStyle
  private let isQuiet: Bool
  private let input: PathArgument
  private let madeFiles: [PathArgument]
  private var bar = ProgressBar()
  private var lastStage: JobStage?
  private var lastPercent = -1

  init(style: ProgressStyle, isQuiet: Bool, input: PathArgument, madeFiles: [PathArgument]) {
    self.style = isQuiet && style != .json ? .none : style.resolved
    self.isQuiet = isQuiet
    self.input = input
    self.madeFiles = madeFiles
  }

  func show(_ update: JobRun.Update) {
    switch (update, style) {
    case (.progress(let progress), .bar): writeError(bar.line(progress))
    case (.progress(let progress), .plain): showStage(progress.stage)
    case (.progress(let progress), .json): showJSON(progress)
    case (.analysed(let facts), .bar): writeError(bar.cleared(then: heard(facts)))
    case (.analysed(let facts), .plain):
      showStage(.listening)
      writeError(heard(facts))
    case (.analysed(let facts), .json): writeJSON(ProgressLine(event: "analysed", song: facts))
    case (.complete, .bar): writeError(bar.cleared(then: ""))
    case (.complete, .plain), (.complete, .json), (.grown, _), (.made, _): break
    case (_, .auto), (_, .none): break
    }
  }

  func finish(_ summary: JobSummary, workerCount: Int) {
    switch style {
    case .json: writeJSON(ProgressLine(event: "finished", summary: summary))
    case .bar: writeError(bar.cleared(then: told(summary.warnings) + line(of: summary)))
    case .plain: writeError(told(summary.warnings) + line(of: summary))
    case .auto, .none: break
    }
  }

  /// Tells of something that a person should know and that stops nothing.
  func warn(_ message: String) {
    let message = LosslessText.printable(message)
    switch style {
    case .json: writeJSON(ProgressLine(event: "warning", message: message))
    case .bar: writeError(bar.cleared(then: "wubremix: \(message)\n"))
    case .plain: writeError("wubremix: \(message)\n")
    case .auto, .none: break
    }
  }

  /// Tells, whatever the style, that what was made is not what it should be.
  func object(_ message: String, status: Int32) {
    if style == .json {
      writeJSON(ProgressLine(event: "differs", message: message, status: status))
    } else {
      writeError("wubremix: \(message)\n")
    }
  }

  /// One line on standard error, whatever the style.
  func fail(_ message: String, status: Int32) {
    switch style {
    case .json: writeJSON(ProgressLine(event: "failed", message: message, status: status))
    case .bar: writeError(bar.cleared(then: "wubremix: \(message)\n"))
    case .plain, .auto, .none: writeError("wubremix: \(message)\n")
    }
  }

  private func showStage(_ stage: JobStage) {
    // A stage of an attempt that failed is not told twice, nor one that was over before anybody looked.
    guard stage.rawValue > lastStage?.rawValue ?? 0 else { return }
    lastStage = stage
    writeError("\(stage.name)\n")
  }

  private func showJSON(_ progress: JobProgress) {
    let percent = Int(progress.fraction * 100)
    guard percent != lastPercent || progress.stage != lastStage else { return }
    lastPercent = percent
    lastStage = progress.stage
    writeJSON(
      ProgressLine(
        event: "progress", stage: progress.stage.name, percent: percent,
        elapsedSeconds: rounded(progress.elapsedSeconds),
        remainingSeconds: progress.remainingSeconds.map(rounded)))
  }

  private func heard(_ facts: SongFacts) -> String {
    let tempo = "\(rounded(facts.beatsPerMinute)) BPM"
    return told(facts.warnings) + "heard \(tempo), \(facts.key), \(clock(facts.durationSeconds))\n"
  }

  private func told(_ warnings: [String]) -> String {
    warnings.map { "wubremix: \(input.inputName): \($0)\n" }.joined()
  }

  private func line(of summary: JobSummary) -> String {
    let song = summary.song
    let names = madeFiles.isEmpty && summary.outputSeconds != nil ? ["standard output"] : madeFiles.map(\.name)
    let made = names.isEmpty ? "" : " -> " + names.joined(separator: " ")
    let madeLength = summary.outputSeconds.map { " \(clock($0))" } ?? ""
    let length = summary.outputSeconds ?? song.durationSeconds
    let speed = length / max(summary.elapsedSeconds, 1e-3)
    let shares = summary.workerCPUSeconds.map { Int(($0 / max(summary.elapsedSeconds, 1e-3) * 100).rounded()) }
    // One figure for each worker, as long as a person can take them in.
    let workers = shares.count <= 8 ? shares : [shares.reduce(0, +) / shares.count]
    let percent = workers.map { "\($0)%" }.joined(separator: " ") + (shares.count <= 8 ? "" : " on average")
    return
      "\(input.isStandardStream ? input.inputName : input.shortName): \(rounded(song.beatsPerMinute)) BPM, \(song.key), \(clock(song.durationSeconds))\(made)\(madeLength)"
      + " in \(rounded(summary.elapsedSeconds)) s, \(rounded(speed))x real time, worker CPU \(percent)\n"
  }
}

/// One line of `--progress json`; keys that do not apply are left out.
private struct ProgressLine: Codable {
  var event: String
  var stage: String?
  var percent: Int?
  var elapsedSeconds: Double?
  var remainingSeconds: Double?
  var song: SongFacts?
  var summary: JobSummary?
  var message: String?
  var status: Int32?
}

/// Writes `text` to standard error in one piece; there is nobody to tell if that fails.
func writeError(_ text: String) {
  try? writeAll(Array(text.utf8), to: STDERR_FILENO)
}

/// Writes `value` to standard error as a line of JSON.
func writeJSON(_ value: some Encodable) {
  writeError(jsonLine(value))
}

/// `value`, all of whose numbers are finite, as JSON in one line.
func jsonLine(_ value: some Encodable) -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  guard let bytes = try? encoder.encode(value) else { preconditionFailure("a value of finite numbers is always JSON") }
  return String(decoding: bytes, as: UTF8.self) + "\n"
}

/// `value` with one digit after the point.
private func rounded(_ value: Double) -> Double {
  (value * 10).rounded() / 10
}

/// `seconds` as minutes and seconds.
private func clock(_ seconds: Double) -> String {
  let whole = Int(seconds.rounded())
  let rest = whole % 60
  return "\(whole / 60):\(rest < 10 ? "0" : "")\(rest)"
}
