import Fixtures
import Glibc

/// Writes the fixtures as files: `make-fixtures demo FOLDER` makes `demo.flac` and `demo.json`,
/// `make-fixtures odd FOLDER` every odd input.
@main
struct MakeFixtures {
  static func main() {
    let arguments = CommandLine.arguments
    do {
      guard arguments.count == 3 else { return fail("usage: make-fixtures demo|odd FOLDER", status: 2) }
      switch arguments[1] {
      case "demo": try DemoSong.write(to: arguments[2])
      case "odd": for input in OddInput.all { try input.write(to: "\(arguments[2])/\(input.name)") }
      default: fail("usage: make-fixtures demo|odd FOLDER", status: 2)
      }
    } catch {
      fail("\(error)", status: 1)
    }
  }

  private static func fail(_ reason: String, status: CInt) {
    print(reason)
    exit(status)
  }
}
