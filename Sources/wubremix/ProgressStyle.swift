import ArgumentParser
import Glibc

/// How progress is told.
enum ProgressStyle: String, ExpressibleByArgument, CaseIterable {
  /// A bar on a terminal, plain lines elsewhere.
  case auto
  case bar
  case plain
  case json
  case none

  /// What `auto` means for standard error as it is.
  var resolved: ProgressStyle {
    guard self == .auto else { return self }
    let terminal = unsafe getenv("TERM").map { unsafe String(cString: $0) }
    return isatty(STDERR_FILENO) == 1 && terminal != "dumb" ? .bar : .plain
  }
}
