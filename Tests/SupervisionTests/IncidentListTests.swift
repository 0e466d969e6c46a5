import Processes
import Supervision
import Testing

struct IncidentListTests {
  private func incident(_ process: Int32) -> Incident {
    Incident(
      .crashed, process: process, worker: 3, task: WorkerTask(id: 1, kind: 2, chunk: 5), silenceNanoseconds: 7,
      ending: .signalled(11), stack: StackTrace(addresses: [10, 20, 30], signal: 11))
  }

  @Test func `what is appended is read again`() {
    let board = ProcessBoard(title: "song", workerCount: 2)
    #expect(board.incidents.keptNumbers.isEmpty)
    let number = board.incidents.append(incident(42))
    #expect(board.incidents[number] == incident(42))
    let alive = Incident(.blocked, process: 43)
    #expect(board.incidents[board.incidents.append(alive)] == alive)
    let ended = Incident(.ended, process: 44, ending: .exited(status: 255))
    #expect(board.incidents[board.incidents.append(ended)] == ended)
    #expect(board.incidents.keptNumbers == 0..<3)
  }

  @Test func `the last ones are kept`() {
    let board = ProcessBoard(title: "song", workerCount: 2)
    for process: Int32 in 0..<100 { _ = board.incidents.append(incident(process)) }
    #expect(board.incidents.totalCount == 100)
    let kept = board.incidents.keptNumbers.compactMap { board.incidents[$0]?.processID }
    #expect(kept == Array(Int32(100 - kept.count)..<100) && kept.count >= 16)
  }

  @Test func `a deep stack is cut, and a long title too`() {
    let board = ProcessBoard(title: String(repeating: "ä", count: 500), workerCount: 1)
    let deep = StackTrace(addresses: (0..<200).map { UInt64($0) })
    let number = board.incidents.append(Incident(.spinning, process: 1, stack: deep))
    let kept = board.incidents[number]?.stack.addresses ?? []
    #expect(kept == Array(0..<UInt64(kept.count)) && kept.count >= 32 && kept.count < 200)
    #expect(board.titleText == String(repeating: "ä", count: 128))
  }
}
