import Glibc
import Processes
import SystemPackage

extension JobStoreClock {
  /// This machine's.
  package static var system: JobStoreClock {
    JobStoreClock(
      bootID: Runner.currentBootID, wallSeconds: { seconds(CLOCK_REALTIME) }, bootSeconds: { seconds(CLOCK_BOOTTIME) })
  }

  private static func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    unsafe clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

extension Runner {
  /// Of this start of the machine.
  static var currentBootID: String {
    // Without /proc nothing of this program works; an empty text then is the same for all.
    let bytes = (try? FileSystem.read(FilePath("/proc/sys/kernel/random/boot_id"), atMost: 64)) ?? []
    return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
  }

  /// The process `id`; `nil` if there is none.
  package init?(process id: Int32) {
    guard let ticks = Self.startTicks(of: id) else { return nil }
    self.init(bootID: Self.currentBootID, processID: id, startTicks: ticks)
  }

  /// Whether this very process still runs on this machine.
  package var isAlive: Bool { bootID == Self.currentBootID && Self.startTicks(of: processID) == startTicks }

  private static func startTicks(of id: Int32) -> UInt64? {
    guard let bytes = try? FileSystem.read(FilePath("/proc/\(id)/stat"), atMost: 4_096) else { return nil }
    // The name, in parentheses, may have spaces and parentheses in it.
    let text = String(decoding: bytes, as: UTF8.self)
    guard let end = text.lastIndex(of: ")") else { return nil }
    let fields = text[text.index(after: end)...].split(separator: " ")
    // The third field comes first here; a zombie has ended.
    guard fields.count > 19, fields[0] != "Z" else { return nil }
    return UInt64(fields[19])
  }
}
