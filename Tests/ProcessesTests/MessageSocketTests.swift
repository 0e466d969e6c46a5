import Glibc
import Processes
import SystemPackage
import Testing

struct MessageSocketTests {
  @Test
  func `messages stay apart, and files come with them`() throws {
    let ends = try MessageSocket.pair()
    let file = try FileSystem.createInMemory("message")
    try writeAll([1, 2, 3], to: file.number)
    #expect(try ends.here.send([7]))
    #expect(try ends.here.send([UInt8](repeating: 9, count: MessageSocket.longest), with: file.number))
    guard case .message(let first, descriptor: nil)? = try ends.there.receive() else {
      Issue.record("no first message")
      return
    }
    #expect(first == [7])
    guard case .message(let second, let received)? = try ends.there.receive(), let received else {
      Issue.record("no second message")
      return
    }
    #expect(second.count == MessageSocket.longest)
    #expect(try FileSystem.status(of: received.number).byteCount == 3)
    #expect(received.number != file.number)
    // What is executed inherits none of it.
    #expect(fcntl(received.number, F_GETFD) & FD_CLOEXEC != 0)
  }

  @Test
  func `a full connection says so, and an end is one`() throws {
    let ends = try MessageSocket.pair()
    let here = ends.keepHere()
    try here.descriptor.makeNonBlocking()
    // The other end is gone.
    #expect(throws: SystemCallError.self) { _ = try here.send([1]) }
    guard case .end? = try here.receive() else {
      Issue.record("no end")
      return
    }
    let others = try MessageSocket.pair()
    try others.here.descriptor.makeNonBlocking()
    try others.there.descriptor.makeNonBlocking()
    var count = 0
    while try others.here.send([UInt8](repeating: 1, count: 4_096)), count < 10_000 { count += 1 }
    #expect(count > 0 && count < 10_000)
    for _ in 0..<count {
      guard case .message? = try others.there.receive() else {
        Issue.record("a message is missing")
        return
      }
    }
    #expect(try others.here.send([1]))
  }
}
