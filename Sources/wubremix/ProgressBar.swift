import Glibc
import Processes
import RemixJobs

/// A bar that redraws itself in the last line of a terminal.
struct ProgressBar {
  private var isDrawn = false
  private let usesColour = unsafe getenv("NO_COLOR").map { unsafe $0.pointee == 0 } ?? true

  /// The escape sequence that puts `progress` in place of what was shown.
  mutating func line(_ progress: JobProgress) -> String {
    isDrawn = true
    let columns = Terminal.columns(of: STDERR_FILENO) ?? 80
    let percent = Int(progress.fraction * 100)
    let label = progress.stage.name.padding(to: 9)
    let remaining = progress.remainingSeconds.map { " \(Int($0.rounded(.up))) s left" } ?? ""
    let tail = " \(percent)%\(remaining)"
    let width = min(40, columns - label.count - tail.count - 4)
    // The last column stays free: some terminals wrap as soon as it is filled.
    guard width > 4 else { return "\r\((label + tail).prefix(max(1, columns - 1)))\u{1B}[K" }
    let filled = Int(Double(width) * progress.fraction)
    let drawn = String(repeating: "=", count: filled) + String(repeating: " ", count: width - filled)
    let coloured = usesColour ? "\u{1B}[32m\(drawn)\u{1B}[0m" : drawn
    return "\r\(label) [\(coloured)]\(tail)\u{1B}[K"
  }

  /// `text` in place of the bar, if one is drawn.
  mutating func cleared(then text: String) -> String {
    defer { isDrawn = false }
    return isDrawn ? "\r\u{1B}[K\(text)" : text
  }
}

extension String {
  /// With spaces behind it, to stand in a column.
  func padding(to length: Int) -> String {
    self + String(repeating: " ", count: max(0, length - count))
  }
}
