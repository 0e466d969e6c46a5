import Foundation
import LogBackend
import Logging
import Testing

@Suite struct `A log sink` {
  @Test func `writes each record by one call`() throws {
    // A socket that keeps the borders of writes.
    let (near, far) = try socketPair(SOCK_SEQPACKET)
    let sink = try LogSink(descriptor: near.number)
    let logger = Logger(label: "test") { ForkSafeLogHandler(label: $0, sink: sink) }
    logger.info("first", metadata: ["a": "1", "b": "2"])
    logger.info("second\nline")
    #expect(far.read().hasSuffix("test: first a=1 b=2\n"))
    #expect(far.read().hasSuffix("test: second\\nline\n"))
  }

  @Test func `never mixes the records of threads`() async throws {
    let path = temporaryPath()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let sink = try LogSink(appendingTo: path)
    await withTaskGroup { group in
      for thread in 0..<8 {
        group.addTask {
          let logger = Logger(label: "t\(thread)") { ForkSafeLogHandler(label: $0, sink: sink) }
          for record in 0..<500 { logger.info("\(record) \(String(repeating: "\(thread)", count: 300)) end") }
        }
      }
    }
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 4000)
    for thread in 0..<8 {
      let own = lines.filter { $0.contains(" t\(thread): ") }
      let expected = (0..<500).map { " t\(thread): \($0) \(String(repeating: "\(thread)", count: 300)) end" }
      #expect(zip(own, expected).allSatisfy { $0.hasSuffix($1) } && own.count == 500)
    }
  }

  @Test func `appends to what the file has`() throws {
    let path = temporaryPath()
    defer { try? FileManager.default.removeItem(atPath: path) }
    for line in ["one\n", "two\n"] { try LogSink(appendingTo: path).write(Array(line.utf8)) }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "one\ntwo\n")
  }

  @Test func `drops a record for a pipe that nobody reads, and no signal ends the process`() throws {
    let pipe = try madePipe()
    pipe.reading.close()
    let sink = try LogSink(descriptor: pipe.writing.number)
    // The runner's threads block most signals, which would hide the one in question.
    var previous = sigset_t()
    var pipeSignal = sigset_t()
    unsafe sigemptyset(&pipeSignal)
    unsafe sigaddset(&pipeSignal, SIGPIPE)
    unsafe pthread_sigmask(SIG_UNBLOCK, &pipeSignal, &previous)
    sink.write(Array("lost\n".utf8))
    unsafe pthread_sigmask(SIG_SETMASK, &previous, nil)
    #expect(sink.droppedRecordCount == 1)
  }

  @Test func `waits once for a full pipe, drops records, and goes on when the reader does`() throws {
    let pipe = try madePipe()
    let sink = try LogSink(descriptor: pipe.writing.number)
    let filler = [UInt8](repeating: UInt8(ascii: "x"), count: 4096)
    for _ in 0..<16 { sink.write(filler) }
    #expect(sink.droppedRecordCount == 0)

    let clock = ContinuousClock()
    let waited = clock.measure { for _ in 0..<1000 { sink.write(Array("lost\n".utf8)) } }
    #expect(sink.droppedRecordCount == 1000)
    #expect(waited >= .milliseconds(LogSink.stallLimitMilliseconds))
    // Not one limit for each of the thousand.
    #expect(waited < .milliseconds(20 * LogSink.stallLimitMilliseconds))

    for _ in 0..<16 { _ = pipe.reading.read(atMost: 4096) }
    sink.write(Array("back\n".utf8))
    #expect(pipe.reading.read() == "back\n")
  }

  @Test func `starts a new line after a record that ended in its middle`() throws {
    let (near, far) = try socketPair(SOCK_STREAM)
    near.makeNonBlocking()
    let sink = try LogSink(descriptor: near.number)
    sink.write([UInt8](repeating: UInt8(ascii: "x"), count: 8 << 20))
    #expect(sink.droppedRecordCount == 1)
    far.makeNonBlocking()
    while !far.read(atMost: 65_536).isEmpty {}
    sink.write(Array("whole\n".utf8))
    #expect(far.read() == "\nwhole\n")
  }

  @Test func `limits records for pipes to what the kernel writes in one piece`() throws {
    let pipe = try madePipe()
    let sink = try LogSink(descriptor: pipe.writing.number)
    let logger = Logger(label: "test") { ForkSafeLogHandler(label: $0, sink: sink, format: .jsonLines) }
    logger.info("\(String(repeating: "x", count: 10_000))")
    let line = pipe.reading.read(atMost: 65_536)
    #expect(line.utf8.count == 4096 && line.hasSuffix("\n"))
  }

  @Test func `says why it cannot be made`() {
    #expect(throws: LogSinkError.cannotOpen(path: "/nowhere/at/all.log", errno: ENOENT)) {
      try LogSink(appendingTo: "/nowhere/at/all.log")
    }
    #expect(throws: LogSinkError.unusableDescriptor(-1, errno: EBADF)) { try LogSink(descriptor: -1) }
  }

  @Test func `gives its lock back: a process can make any number of sinks one after another`() throws {
    for _ in 0..<1000 { _ = try LogSink(descriptor: STDERR_FILENO) }
  }
}
