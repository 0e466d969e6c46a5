import ForkPool
import Glibc
import Processes

/// One map in a program of its own, as the test runner has threads and must not fork: `fork-pool-probe CASE dynamic|partition`.
///
/// Prints what came of it, and, in a second line, what is left of it: children, and descriptors more than before.
@main
struct ForkPoolProbe {
  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count == 3, let experiment = Experiment(rawValue: arguments[1]) else {
      print("usage: fork-pool-probe CASE dynamic|partition")
      exit(2)
    }
    let schedule: Schedule = arguments[2] == "partition" ? .partition : .dynamic
    experiment.prepare()
    let before = descriptorCount
    do throws(ForkPoolError) {
      print("result", try experiment.result(schedule))
    } catch {
      print("error", error)
    }
    print("left", childCount, descriptorCount - before)
  }

  private static var descriptorCount: Int { (try? openDescriptors().count) ?? -1 }

  private static var childCount: Int {
    var count = 0
    while waitpid(-1, nil, WNOHANG | __WALL) >= 0 { count += 1 }
    return count
  }
}
