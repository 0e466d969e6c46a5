import Batches
import FoundationEssentials
import Glibc
import Processes
import RemixJobs
import SystemPackage

/// Shows on standard error how a batch goes, and how it ended.
final class BatchDisplay {
  private let style: ProgressStyle
  private var drawnLines = 0
  private var lastPercent = -1
  private var lastDrawn: UInt64 = 0

  init(style: ProgressStyle, isQuiet: Bool) {
    self.style = isQuiet && style != .json ? .none : style.resolved
  }

  func show(_ update: BatchRun.Update) {
    switch update {
    case .progress(let progress):
      switch style {
      case .bar: draw(progress)
      case .json: showJSON(progress)
      default: break
      }
    case .started: break
    case .ended(let record): tell(record)
    case .retried(let item, let reason):
      let name = LosslessText.printable(LosslessText.string(from: item.song.path))
      if style == .json {
        writeJSON(BatchLine(event: "retried", message: reason, input: name))
      } else {
        say("trying again: \(reason)\n")
      }
    case .draining:
      if style == .json {
        writeJSON(BatchLine(event: "draining"))
      } else {
        say("wubremix: finishing the songs in work; another signal ends them\n")
      }
    }
  }

  /// Tells of something that a person should know and that stops nothing.
  func warn(_ message: String) {
    let message = LosslessText.printable(message)
    style == .json ? writeJSON(BatchLine(event: "warning", message: message)) : say("wubremix: \(message)\n")
  }

  /// One line on standard error, whatever the style.
  func fail(_ message: String, status: Int32) {
    if style == .json {
      writeJSON(BatchLine(event: "failed", message: message, status: status))
    } else {
      writeError(clearing() + "wubremix: \(message)\n")
    }
  }

  func finish(_ report: BatchReport) {
    if style == .json { return writeJSON(BatchLine(event: "finished", report: report)) }
    say(report.table)
  }

  private func tell(_ record: BatchRecord) {
    if style == .json { return writeJSON(BatchLine(event: "song", song: record)) }
    say(record.line + "\n")
  }

  private func say(_ text: String) {
    if style == .none { return }
    writeError(clearing() + text)
  }

  /// A line for each song in work, and one for all.
  private func draw(_ progress: BatchProgress) {
    let now = MonotonicClock.nanoseconds()
    guard now - lastDrawn > 90_000_000 else { return }
    lastDrawn = now
    let columns = (Terminal.columns(of: STDERR_FILENO) ?? 80) - 1
    var lines = progress.songs.map { song in
      let name = LosslessText.printable(song.item.song.path.lastComponent?.string ?? "")
      return "\(song.stage.name) \(Int(song.fraction * 100))%  \(name)"
    }
    let left = progress.remainingSeconds.map { ", \(duration($0)) left" } ?? ""
    let failed = progress.failedCount == 0 ? "" : ", \(progress.failedCount) failed"
    lines.append(
      "\(progress.endedCount) of \(progress.totalCount) songs, \(Int(progress.fraction * 100))%\(left)\(failed)")
    writeError(clearing() + lines.map { String($0.prefix(columns)) }.joined(separator: "\n"))
    drawnLines = lines.count
  }

  /// What takes away the lines that were drawn.
  private func clearing() -> String {
    defer { drawnLines = 0 }
    guard drawnLines > 0 else { return "" }
    let up = drawnLines > 1 ? "\u{1B}[\(drawnLines - 1)A" : ""
    return "\r\(up)\u{1B}[J"
  }

  private func showJSON(_ progress: BatchProgress) {
    let percent = Int(progress.fraction * 100)
    guard percent != lastPercent else { return }
    lastPercent = percent
    writeJSON(
      BatchLine(
        event: "progress", percent: percent,
        remainingSeconds: progress.remainingSeconds.map { ($0 * 10).rounded() / 10 },
        ended: progress.endedCount, total: progress.totalCount, failed: progress.failedCount))
  }
}

/// One line of `--progress json`; keys that do not apply are left out.
private struct BatchLine: Encodable {
  var event: String
  var percent: Int?
  var remainingSeconds: Double?
  var ended: Int?
  var total: Int?
  var failed: Int?
  var song: BatchRecord?
  var report: BatchReport?
  var message: String?
  var status: Int32?
  var input: String?
}

extension BatchRecord {
  /// What became of the song, in a line.
  fileprivate var line: String {
    let name = LosslessText.printable(input)
    switch status {
    case .done:
      let tempo = beatsPerMinute.map { ", \(($0 * 10).rounded() / 10) BPM" } ?? ""
      let key = key.map { ", \($0)" } ?? ""
      let time = elapsedSeconds.map { ", \(($0 * 10).rounded() / 10) s" } ?? ""
      let cautions = (warnings ?? []).map { "\n  \(LosslessText.printable($0))" }.joined()
      return "done     \(name)\(tempo)\(key)\(time)\(cautions)"
    case .skipped: return "skipped  \(name): \(LosslessText.printable(reason ?? ""))"
    case .failed: return "failed   \(name): \(LosslessText.printable(reason ?? ""))"
    case .pending: return "pending  \(name)"
    }
  }
}

extension BatchReport {
  /// Its name in the folder of the remixes.
  static let fileName = "report.json"

  /// The end of what a person reads: counts, and what failed once more.
  fileprivate var table: String {
    var text = ""
    let failures = songs.filter { $0.status == .failed }
    if !failures.isEmpty { text += "failed:\n" }
    for record in failures {
      text += "  \(LosslessText.printable(record.input)): \(LosslessText.printable(record.reason ?? ""))\n"
    }
    let rest = pending > 0 ? ", \(pending) not begun or cut off" : ""
    let speed =
      done > 0 && elapsedSeconds > 0 ? ", \((Double(done) / elapsedSeconds * 600).rounded() / 10) a minute" : ""
    return text + "\(done) done, \(failed) failed, \(skipped) skipped\(rest) in \(duration(elapsedSeconds))\(speed)\n"
  }

  /// Writes the report in place of an older one.
  func write(to path: FilePath) throws(JobFailure) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let bytes = try? encoder.encode(self) else {
      preconditionFailure("a report of finite numbers is always JSON")
    }
    let target = try OutputTarget(path: path, policy: .replace)
    do throws(SystemCallError) {
      try writeAll(Array(bytes) + [UInt8(ascii: "\n")], to: target.descriptor)
    } catch {
      throw .outputWriteFailed(reason: "\(error.errno)")
    }
    try OutputTarget.commit([target])
  }
}

/// `seconds` as a person says it.
private func duration(_ seconds: Double) -> String {
  let whole = Int(seconds.rounded())
  if whole < 60 { return "\((seconds * 10).rounded() / 10) s" }
  if whole < 3_600 { return "\(whole / 60) min \(whole % 60) s" }
  return "\(whole / 3_600) h \(whole / 60 % 60) min"
}
