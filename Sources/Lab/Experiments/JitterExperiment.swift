import Glibc
import Processes
import SharedMemory

/// How late blocks of sound come that are sent at a steady pace: 128 samples in stereo, every 2.9 ms.
struct JitterExperiment {
  let settings: LabSettings

  /// Blocks before the first that counts.
  private static let warmUpCount = 20
  private static let periodNanoseconds = UInt64(128 * 1_000_000_000 / 44_100)

  /// How late blocks are, and what sending them takes of a processor.
  func tables() throws(LabFailure) -> (late: LabTable, use: LabTable) {
    var (late, use): ([LabTable.Row], [LabTable.Row]) = ([], [])
    for isLoaded in [false, true] {
      for transport in ["pipe", "shared memory"] {
        for isLocked in [false, true] {
          let run = try stream(by: transport, isLoaded: isLoaded, isLocked: isLocked)
          let lock = isLocked ? (run.isLocked ? ", locked" : ", lock refused") : ""
          let name = "\(transport)\(lock), \(isLoaded ? "loaded" : "idle")"
          late.append(
            LabTable.Row(
              name: name, values: [0.5, 0.99, 0.999].map(run.lateMicroseconds.quantile),
              count: run.lateMicroseconds.count))
          if !isLoaded, !isLocked { use.append(LabTable.Row(name: name, values: [run.processorPercent], count: 1)) }
        }
      }
    }
    return (
      LabTable(
        title: "a block of sound comes late by", unit: "µs", columns: ["median", "99 %", "99.9 %"], rows: late),
      LabTable(title: "both processes take of a processor", unit: "%", columns: ["while idle"], rows: use)
    )
  }

  func findings(late: LabTable, use: LabTable) -> [String] {
    let period = Double(Self.periodNanoseconds) / 1_000
    let stuttering = late.rows.filter { $0.values[2] > period }.map(\.name)
    return [
      "One block of a thousand, or more, comes late by more than the 2.9 ms that it lasts by: "
        + (stuttering.isEmpty ? "none of them." : stuttering.joined(separator: "; ") + "."),
      "A stream of sound takes \(use.rows.map { "\(significant($0.values[0])) % by \($0.name)" }.joined(separator: ", ")).",
    ]
  }

  /// Without MCL_ONFAULT, which Swift does not see, addresses that are only reserved would become memory.
  private static let lockWhatIsThere = Int32(MCL_CURRENT) | 4

  private struct Run: Codable {
    var lateMicroseconds: [Double]
    var processorPercent: Double
    var isLocked: Bool
  }

  private func stream(by transport: String, isLoaded: Bool, isLocked: Bool) throws(LabFailure) -> Run {
    let count = settings.isQuick ? 500 : 3_000
    let burnerCount = isLoaded ? 2 * Processor.availableCores : 0
    return try inOwnProcess {
      let burners = try (0..<burnerCount).map { _ in try RunningChild(named: "lab-load") { while getpid() != 0 {} } }
      defer { withExtendedLifetime(burners) {} }
      let isPinned = isLocked && mlockall(Self.lockWhatIsThere) == 0
      let pipe = try Pipe()
      let ring = try SharedRing<Block>(named: "lab-blocks", capacity: 64)
      let late = try SharedArray<Double>(named: "lab-late", count: count + 1)
      let isPipe = transport == "pipe"
      let receiver = try RunningChild(named: "lab-receiver", onCore: 1) {
        if isPinned { mlockall(Self.lockWhatIsThere) }
        var slot = late.slot(0..<count + 1)
        for index in -Self.warmUpCount..<count {
          let block = isPipe ? ((try? pipe.readEnd.readRecord(Block.self)) ?? nil) : ring.next()
          if index >= 0 { slot[index] = Double(MonotonicClock.nanoseconds() - (block?.dueAt ?? 0)) / 1_000 }
        }
        slot[count] = Double(MonotonicClock.processCPUNanoseconds())
      }
      try Processor.stay(onCore: 0)
      let start = MonotonicClock.nanoseconds()
      let before = MonotonicClock.processCPUNanoseconds()
      for index in 0..<Self.warmUpCount + count {
        // Due at that time, whenever this process wakes up: to who listens it is one who is late.
        let block = Block(dueAt: start + UInt64(index) * Self.periodNanoseconds)
        Self.sleep(until: block.dueAt)
        if isPipe { try pipe.writeEnd.writeRecord(block) } else { while !ring.push(block) { usleep(100) } }
      }
      receiver.waitForEnd()
      let wall = Double(MonotonicClock.nanoseconds() - start)
      let used = Double(MonotonicClock.processCPUNanoseconds() - before) + late.copy(of: count..<count + 1)[0]
      return Run(
        lateMicroseconds: late.copy(of: 0..<count), processorPercent: 100 * used / wall, isLocked: isPinned)
    }
  }

  private struct Block: BitwiseCopyable {
    let dueAt: UInt64
    let samples = InlineArray<254, Float>(repeating: 0)
  }

  private static func sleep(until time: UInt64) {
    let now = MonotonicClock.nanoseconds()
    if time > now { usleep(UInt32((time - now) / 1_000)) }
  }
}
