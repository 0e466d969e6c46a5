import Dispatch
import FoundationEssentials
import Glibc
package import Processes

/// Asynchronous work for a process that must never have a second thread.
package enum ThreadedChild {
  /// Does `body` in a forked child, which may have Tasks, and waits for what it returns.
  ///
  /// - Returns: `nil` if the child was lost, or takes more than ten seconds.
  package static func value<Value: Codable & Sendable>(
    of body: @escaping @Sendable () async -> Value
  ) throws(SystemCallError) -> Value? {
    let pipe = try Pipe()
    let child = try ChildProcess.fork(named: "wub-settings") {
      let end = pipe.writeEnd.number
      closeDescriptors(except: [end])
      Threads.allow()
      Task {
        let bytes = MessageCoding.bytes(of: await body())
        try? writeAll(bytes, to: end)
        _exit(0)
      }
      dispatchMain()
    }
    let readEnd = pipe.readEndAlone()
    var bytes: [UInt8] = []
    // A file on a server that is gone must not stop this process.
    while !Poller.readable(among: [readEnd.number], timeoutMilliseconds: 10_000).isEmpty,
      let more = try readEnd.readAvailable(), !more.isEmpty
    { bytes += more }
    child.send(signal: SIGKILL)
    _ = child.ending()
    return MessageCoding.message(Value.self, from: bytes)
  }
}
