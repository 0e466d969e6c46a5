import Glibc
import Processes
import Testing

struct ProcessesTests {
  @Test func `a wait status is an exit or a signal`() {
    #expect(ExitReason(waitStatus: 0) == .exited(status: 0))
    #expect(ExitReason(waitStatus: 70 << 8) == .exited(status: 70))
    #expect(ExitReason(waitStatus: SIGKILL) == .signalled(SIGKILL))
    // With the flag of a core dump.
    #expect(ExitReason(waitStatus: SIGSEGV | 0x80) == .signalled(SIGSEGV))
    #expect(ExitReason.signalled(SIGSEGV).description == "SIGSEGV")
  }

  @Test func `a pipe carries whole records and tells when its other end is gone`() throws {
    let pipe = try Pipe()
    try pipe.readEnd.makeNonBlocking()
    #expect(try pipe.readEnd.readRecord(UInt64.self) == nil)
    try pipe.writeEnd.writeRecord(UInt64(42))
    #expect(Poller.readable(among: [pipe.readEnd.number], timeoutMilliseconds: 0) == [0])
    #expect(try pipe.readEnd.readRecord(UInt64.self) == 42)
    #expect(!Poller.isHungUp(pipe.readEnd.number))
  }

  @Test func `an event counter is readable until it is cleared`() throws {
    let counter = try EventCounter()
    #expect(Poller.readable(among: [counter.descriptor.number], timeoutMilliseconds: 0).isEmpty)
    EventCounter.ring(counter.descriptor.number)
    EventCounter.ring(counter.descriptor.number)
    #expect(Poller.readable(among: [counter.descriptor.number], timeoutMilliseconds: 0) == [0])
    counter.clear()
    #expect(Poller.readable(among: [counter.descriptor.number], timeoutMilliseconds: 0).isEmpty)
  }

  @Test func `a process with threads refuses to fork`() async {
    await #expect(processExitsWith: .failure) {
      // The test's own process has threads; a fork here must trap, not give a child that hangs.
      _ = try? ChildProcess.fork(named: "child") { 0 }
    }
  }

  @Test func `the monotonic clock never goes back`() {
    let times = (0..<1_000).map { _ in MonotonicClock.nanoseconds() }
    #expect(zip(times, times.dropFirst()).allSatisfy { $0 <= $1 })
  }
}
