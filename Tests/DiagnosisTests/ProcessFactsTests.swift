import Diagnosis
import Foundation
import Processes
import SharedMemory
import Supervision
import Testing

struct ProcessFactsTests {
  @Test func `the kernel tells of this process`() throws {
    let facts = try #require(ProcessFacts(process: getpid()))
    #expect(facts.state == "R" || facts.state == "S")
    #expect(facts.residentBytes > 1 << 20)
  }

  @Test func `there are no facts of a process that is not there`() {
    #expect(ProcessFacts(process: 1 << 22 + 1) == nil)
    #expect(!ProcessFacts.handles(10, process: 1 << 22 + 1))
  }

  @Test func `a signal without a handler would end a process`() {
    #expect(!ProcessFacts.handles(SIGUSR2, process: getpid()))
  }

  @Test func `functions are found by their addresses, and what is no code has none`() throws {
    let symbolizer = try #require(Symbolizer(process: getpid()))
    let getpidAddress = unsafe UInt64(UInt(bitPattern: dlsym(nil, "getpid")))
    #expect(symbolizer.calls(in: StackTrace(addresses: [getpidAddress])).first?.contains("getpid") == true)
    #expect(symbolizer.calls(in: StackTrace(addresses: [1])) == ["0x1"])
    #expect(symbolizer.calls(in: StackTrace()).isEmpty)
    #expect(Symbolizer(process: 1 << 22 + 1) == nil)
  }

  @Test func `a board is found among the descriptors of its controller and read by another mapping`() throws {
    let board = try SharedValue(named: ProcessBoard.name, ProcessBoard(title: "found me", workerCount: 2))
    let trees = RunningTree.of(controller: getpid()).filter { $0.board.value.titleText == "found me" }
    let tree = try #require(trees.first)
    #expect(trees.map(\.controller) == [getpid()])
    #expect(tree.members == [.init(place: .controller, processID: getpid())])
    _ = board.value.incidents.append(Incident(.stopped, process: 9))
    #expect(tree.board.value.incidents.keptNumbers == 0..<1)
    #expect(RunningTree.all().contains { $0.board.value.titleText == "found me" })
  }
}
