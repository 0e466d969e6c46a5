import ForkPool
import Processes
import Remixing
import SharedMemory
import Synchronization

/// The rendering of a remix, shared out in every way there is.
struct PoolExperiment {
  let settings: LabSettings

  func report() throws(LabFailure) -> LabReport {
    let settings = self.settings
    let outcome = try inOwnProcess {
      try PoolRun(material: RenderMaterial(song: settings.song), settings: settings).outcome()
    }
    let tables = outcome.cases.map { found in
      LabTable(
        title: found.title, unit: "ms", columns: LabTable.spreadColumns,
        rows: zip(RenderingWay.allCases, found.rounds.microseconds).map { way, times in
          LabTable.Row(way.name, times.map { $0 / 1_000 })
        })
    }
    var findings = tables.map { table in
      let (serial, best) = (table.rows[0].median, table.rows.dropFirst().map(\.median).min() ?? 0)
      // What lies within a tenth is chance.
      let first = table.rows.dropFirst().filter { $0.median < 1.1 * best }.map(\.name).joined(separator: ", ")
      return serial < 1.1 * best
        ? "\(table.title): nothing is faster than one after the other."
        : "\(table.title): fastest, \(significant(serial / best)) times as fast as one after the other: \(first)."
    }
    findings.append(
      "A process for each chunk begins anew each time, and keeps nothing of what neighbouring chunks share.")
    findings.append("All ways gave the same samples.")
    return LabReport(
      experiment: "pool",
      question:
        "is work shared best among threads, processes or the workers of a pool? (\(settings.workerCount) at a time)",
      claim:
        "processes beat the pool on small data, the pool wins with more chunks, threads lose (to Python's global lock)",
      tables: tables, findings: findings)
  }
}

enum RenderingWay: CaseIterable {
  case serial
  case threads
  case processPerChunk
  case partition
  case pool

  var name: String {
    switch self {
    case .serial: "one after the other"
    case .threads: "threads"
    case .processPerChunk: "a process for each chunk"
    case .partition: "a process for each share"
    case .pool: "a pool of processes"
    }
  }
}

/// The rounds of all ways, over few and many, small and large chunks.
private struct PoolRun {
  let material: RenderMaterial
  let settings: LabSettings

  struct Case: Codable {
    let title: String
    let rounds: Rounds
  }

  struct Outcome: Codable {
    let cases: [Case]
  }

  func outcome() throws -> Outcome {
    let all = material.plan.segmentCount
    let few = min(all, 4)
    let seconds = { (count: Int) in Double(material.plan.range(ofSegment: count - 1).upperBound) / 44_100 }
    var cases: [Case] = []
    for (count, size) in [(few, 1), (all, 1), (all, 4)] {
      let chunks = stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
      let title = "\(Int(seconds(count))) s in chunks of \(2 * size) bars"
      cases.append(Case(title: title, rounds: try rounds(chunks, sampleCount: material.plan.sampleCount)))
    }
    return Outcome(cases: cases)
  }

  private func rounds(_ chunks: [Range<Int>], sampleCount: Int) throws -> Rounds {
    var expected: UInt64?
    return try Rounds(
      settings.repetitions(10), limitSeconds: 30,
      RenderingWay.allCases.map { way in
        {
          let mix = try SharedMix(sampleCount: sampleCount)
          let time = try seconds { try render(chunks, way, into: mix) }
          if let expected, mix.checksum != expected {
            throw LabFailure.contradiction("\(way.name): other samples than those of the others")
          }
          expected = mix.checksum
          return time
        }
      })
  }

  private func render(_ chunks: [Range<Int>], _ way: RenderingWay, into mix: SharedMix) throws {
    switch way {
    case .serial:
      var renderer = material.renderer()
      for chunk in chunks { material.render(chunk, with: &renderer, into: mix) }
    case .threads: renderInThreads(chunks, into: mix)
    case .processPerChunk: try renderInProcesses(chunks, into: mix)
    case .partition: try renderByMap(chunks, .partition, into: mix)
    case .pool: try renderByMap(chunks, .dynamic, into: mix)
    }
  }

  private func renderInThreads(_ chunks: [Range<Int>], into mix: SharedMix) {
    let next = NextChunk()
    // Threads read the plan and the song, and write to places of their own.
    let material = self.material
    nonisolated(unsafe) let mix = mix
    PosixThread.run(settings.workerCount) { _ in
      var renderer = material.renderer()
      while let index = next.take(of: chunks.count) {
        unsafe material.render(chunks[index], with: &renderer, into: mix)
      }
    }
  }

  private final class NextChunk: Sendable {
    private let number = Atomic<Int>(0)

    func take(of count: Int) -> Int? {
      let index = number.add(1, ordering: .relaxed).oldValue
      return index < count ? index : nil
    }
  }

  private func renderInProcesses(_ chunks: [Range<Int>], into mix: SharedMix) throws {
    var running: [RunningChild] = []
    for chunk in chunks {
      if running.count == settings.workerCount { running.removeFirst().waitForEnd() }
      running.append(
        try RunningChild(named: "lab-chunk") {
          var renderer = material.renderer()
          material.render(chunk, with: &renderer, into: mix)
        })
    }
    for child in running { child.waitForEnd() }
  }

  private func renderByMap(_ chunks: [Range<Int>], _ schedule: Schedule, into mix: SharedMix) throws {
    // Empty when the children are forked: each has its own.
    let own = OwnRenderer()
    _ = try ForkPool.map(chunks, workers: settings.workerCount, schedule: schedule) { chunk in
      var renderer = own.renderer.take() ?? material.renderer()
      material.render(chunk, with: &renderer, into: mix)
      own.renderer = consume renderer
      return chunk.count
    }
  }

  private final class OwnRenderer {
    var renderer: SegmentRenderer?
  }
}
