import Glibc
import Processes
import SystemPackage

extension JobStoreClock {
  /// This machine's.
  package static var system: JobStoreClock {
    JobStoreClock(
      bootID: Runner.currentBootID, wallSeconds: { seconds(CLOCK_REALTIME) }, bootSeconds: { seconds(CLOCK_MONOTONIC) })
  }

  private static func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    unsafe clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

extension Runner {
  /// Of this start of the machine.
  static let currentBootID: String = {
    let bytes = (try? FileSystem.read(FilePath("/proc/sys/kernel/random/boot_id"), atMost: 64)) ?? []
    let text = String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    precondition(!text.isEmpty, "/proc does not tell which start of the machine this is")
    return text
  }()

  /// Of the numbers that processes have here: in another container the same number is another process.
  private static let currentSpace = FileSystem.linkTarget(FilePath("/proc/self/ns/pid")) ?? ""

  /// The process `id`; `nil` if there is none, or if it cannot be looked at.
  package init?(process id: Int32) {
    guard case .running(let ticks) = Self.look(at: id) else { return nil }
    self.init(bootID: Self.currentBootID, space: Self.currentSpace, processID: id, startTicks: ticks)
  }

  /// Whether this very process is known to have ended.
  ///
  /// One that cannot be looked at, be it for want of a descriptor or of the right to, may well run: its lease tells.
  package var isGone: Bool {
    if bootID != Self.currentBootID { return true }
    guard space == Self.currentSpace else { return false }
    return switch Self.look(at: processID) {
    case .running(let ticks): ticks != startTicks
    case .gone: true
    case .unknown: false
    }
  }

  private enum Sight {
    case running(startTicks: UInt64)
    case gone
    case unknown
  }

  private static func look(at id: Int32) -> Sight {
    // Where others' processes are hidden, so is the first one.
    let hidesOthers = FileSystem.kind(of: FilePath("/proc/1")) == nil
    let bytes: [UInt8]
    do throws(SystemCallError) {
      bytes = try FileSystem.read(FilePath("/proc/\(id)/stat"), atMost: 4_096)
    } catch {
      let isMissing = error.errno == .noSuchFileOrDirectory || error.errno == .noSuchProcess
      return isMissing && !hidesOthers ? .gone : .unknown
    }
    // The name, in parentheses, may have spaces and parentheses in it.
    let text = String(decoding: bytes, as: UTF8.self)
    guard let end = text.lastIndex(of: ")") else { return .unknown }
    let fields = text[text.index(after: end)...].split(separator: " ")
    guard fields.count > 19, let ticks = UInt64(fields[19]) else { return .unknown }
    // A zombie has ended.
    return fields[0] == "Z" ? .gone : .running(startTicks: ticks)
  }
}
