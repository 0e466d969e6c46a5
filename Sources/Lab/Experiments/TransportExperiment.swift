import Processes
import SharedMemory

/// Bytes from one process to another, by a pipe and by shared memory.
struct TransportExperiment {
  let settings: LabSettings

  private static let sizes = [8, 1 << 10, 1 << 14, 1 << 18, 1 << 20, 1 << 22, 1 << 24]

  func report() throws(LabFailure) -> LabReport {
    var (times, speeds): ([LabTable.Row], [LabTable.Row]) = ([], [])
    for size in Self.sizes {
      for (name, samples) in zip(Self.names, try exchanged(size, onOneCore: false)) {
        times.append(LabTable.Row("\(Self.words(size)), \(name)", samples))
        guard size > Self.sizes[0] else { continue }
        let speed = samples.map { Double(size) / $0 / 1_000 }
        speeds.append(LabTable.Row("\(Self.words(size)), \(name)", speed, series: name, x: Double(size)))
      }
    }
    let near = zip(Self.names, try exchanged(Self.sizes[0], onOneCore: true)).map { name, samples in
      LabTable.Row("\(Self.words(Self.sizes[0])), \(name), on one core", samples)
    }
    let jitter = JitterExperiment(settings: settings)
    let (late, use) = try jitter.tables()
    let large = speeds.suffix(2).map(\.median)
    return LabReport(
      experiment: "transport", question: "is a pipe too slow, and shared memory worth its trouble?",
      claim: "pipes make real-time audio stutter; shared memory with semaphores takes 0 to 1 % of a processor",
      tables: [
        LabTable(title: "made, sent, read, answered", unit: "µs", columns: LabTable.spreadColumns, rows: times + near),
        LabTable(
          title: "throughput", unit: "GB/s", columns: LabTable.spreadColumns, rows: speeds, shape: .curves,
          xTitle: "bytes a message"), late, use,
      ],
      findings: [
        "A message of 8 bytes and its answer take \(significant(times[0].median)) µs by pipes and "
          + "\(significant(times[1].median)) µs by shared memory; with both processes on one core "
          + "\(significant(near[0].median)) and \(significant(near[1].median)) µs. What is paid for is waking the other one.",
        "At 16 MB shared memory is \(significant(large[1] / large[0])) times as fast: nothing is copied.",
      ] + jitter.findings(late: late, use: use))
  }

  private static let names = ["pipe", "shared memory"]

  /// Microseconds for each message of `size` bytes, by each of the ways.
  private func exchanged(_ size: Int, onOneCore: Bool) throws(LabFailure) -> [[Double]] {
    let count = settings.repetitions(size < 1 << 18 ? 5_000 : 100)
    return try inOwnProcess {
      // The kernel would put them where chance has it, and chance would be what is measured.
      let core = onOneCore ? 0 : 1
      let (pipe, memory) = (try PipeLink(byteCount: size, onCore: core), try MemoryLink(byteCount: size, onCore: core))
      try Processor.stay(onCore: 0)
      return try Rounds(
        count, limitSeconds: 10, [{ try seconds { try pipe.exchange() } }, { try seconds { try memory.exchange() } }])
    }.microseconds
  }

  private static func words(_ size: Int) -> String {
    size < 1 << 10 ? "\(size) B" : size < 1 << 20 ? "\(size >> 10) KB" : "\(size >> 20) MB"
  }
}

/// Two pipes to a child that reads what comes, looks at all of it, and answers.
private final class PipeLink {
  private let there: Pipe
  private let back: Pipe
  private var message: [UInt8]
  private var child: RunningChild?

  init(byteCount: Int, onCore core: Int) throws {
    there = try Pipe()
    back = try Pipe()
    message = [UInt8](repeating: 0, count: byteCount)
    child = try RunningChild(named: "lab-pipe", onCore: core) {
      var message = [UInt8](repeating: 0, count: byteCount)
      while ((try? there.readEnd.read(filling: &message)) ?? nil) != nil {
        guard (try? back.writeEnd.writeRecord(unsafe checksum(of: message.span.bytes))) != nil else { return }
      }
    }
  }

  func exchange() throws {
    var message: [UInt8] = []
    // Taken out, so that nothing is copied.
    swap(&message, &self.message)
    defer { swap(&message, &self.message) }
    for index in message.indices { message[index] &+= 1 }
    try unsafe there.writeEnd.write(message.span.bytes)
    _ = try back.readEnd.readRecord(UInt64.self)
  }
}

/// A place in shared memory, and a ring each way to say that something is there.
private final class MemoryLink {
  private let place: SharedArray<UInt8>
  private let there: SharedRing<UInt64>
  private let back: SharedRing<UInt64>
  private var child: RunningChild?

  init(byteCount: Int, onCore core: Int) throws {
    place = try SharedArray(named: "lab-place", count: byteCount)
    there = try SharedRing(named: "lab-there", capacity: 2)
    back = try SharedRing(named: "lab-back", capacity: 2)
    child = try RunningChild(named: "lab-memory", onCore: core) {
      while true {
        _ = there.next()
        _ = back.push(place.checksum(of: 0..<place.count))
      }
    }
  }

  func exchange() throws {
    let place = self.place
    var message = place.slot(0..<place.count)
    for index in message.indices { message[index] &+= 1 }
    _ = there.push(1)
    _ = back.next()
  }
}

extension SharedRing {
  /// The next record, for which it waits.
  func next() -> Record {
    while true {
      if let record = pop() { return record }
      waitForRecord(timeoutNanoseconds: 100_000_000)
    }
  }
}
