import ArgumentParser
import Diagnosis
import Glibc
import Processes
import SystemPackage

/// `wubremix status [PID] [--stacks] [--json] [--watch]`.
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show what runs: each job's processes, what they do, and what befell them.",
    discussion: """
      Looks at the memory that a job's processes share, and at /proc; the job does not notice. Only your own jobs can
      be looked at, or as root all of them.

      EXIT STATUS:
        0    done, whether something runs or not
        64   wrong usage
        66   there is no such job
      """)

  @Argument(help: ArgumentHelp("Only the job that this process belongs to.", valueName: "pid"))
  var process: Int32?

  @Flag(help: "All jobs (the default).")
  var all = false

  @Flag(help: "Have each process tell its stack: the functions that it is in, the innermost first.")
  var stacks = false

  @Flag(help: "As JSON: an object with a list of jobs, in one line.")
  var json = false

  @Flag(help: "Go on, once a second, until the job has ended or the program is interrupted.")
  var watch = false

  mutating func validate() throws {
    if all, process != nil { throw ValidationError("Say either --all or a process.") }
    if let process, process <= 0 { throw ValidationError("A process has a number above 0, not \(process).") }
  }

  func run() throws {
    let isTerminal = isatty(STDOUT_FILENO) == 1
    var hasFound = false
    repeat {
      let trees = self.trees
      if trees.isEmpty, let process {
        if hasFound { return }
        writeError("wubremix: process \(process) belongs to no job that runs and may be looked at\n")
        throw ExitCode(ExitStatus.noInput)
      }
      hasFound = true
      let status = SystemStatus(of: trees, withStacks: stacks)
      // Whoever looks on sees one picture after the other.
      let start = watch && isTerminal && !json ? "\u{1B}[H\u{1B}[2J" : ""
      try write(start + (json ? jsonLine(status) : status.text()))
      if watch { usleep(1_000_000 - UInt32(CPUShares.seconds * 1e6)) }
    } while watch
  }

  private var trees: [RunningTree] {
    guard let process else { return RunningTree.all() }
    let own = RunningTree.of(controller: process)
    return own.isEmpty ? RunningTree.all().filter { $0.members.contains { $0.processID == process } } : own
  }

  private func write(_ text: String) throws {
    do throws(SystemCallError) {
      try writeAll(Array(text.utf8), to: STDOUT_FILENO)
    } catch {
      // Whoever read it has seen enough.
      if error.errno == .brokenPipe { throw ExitCode(0) }
      writeError("wubremix: cannot write to standard output: \(error.errno)\n")
      throw ExitCode(ExitStatus.ioError)
    }
  }
}
