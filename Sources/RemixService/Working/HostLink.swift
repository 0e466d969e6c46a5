import Dispatch
import Glibc
import Hosting
import Logging
import Processes

/// The service's end of the connection to the host.
final class HostLink: Sendable {
  /// What the host says, with the file that comes with it.
  struct Arrival: Sendable {
    let report: HostReport
    let file: SharedFile?
  }

  private let socket: MessageSocket
  private let logger: Logger

  init(socket: consuming MessageSocket, logger: Logger) {
    self.socket = socket
    self.logger = logger
  }

  /// Tells the host something; waits until it takes it.
  func send(_ order: ServiceOrder) {
    do throws(SystemCallError) {
      if try socket.send(MessageCoding.bytes(of: order)) { return }
      logger.critical("the host takes no message")
    } catch {
      logger.critical("the host cannot be told anything: \(error)")
    }
    // What was not said would be waited for; the next service begins with what the host knows.
    _exit(70)
  }

  /// All that the host says from now on, until it is gone.
  func arrivals() -> AsyncStream<Arrival> {
    let (stream, continuation) = AsyncStream.makeStream(of: Arrival.self)
    // A thread of its own, which does nothing but wait.
    DispatchQueue(label: "host").async { [self] in
      while let arrival = receive() { continuation.yield(arrival) }
      continuation.finish()
    }
    return stream
  }

  private func receive() -> Arrival? {
    while true {
      do throws(SystemCallError) {
        switch try socket.receive() {
        case .message(let bytes, let file):
          guard let report = MessageCoding.message(HostReport.self, from: bytes) else {
            logger.error("the host sent a message that makes no sense")
            continue
          }
          return Arrival(report: report, file: SharedFile(file))
        case .end: return nil
        case nil: continue
        }
      } catch {
        logger.error("the connection to the host is broken: \(error)")
        return nil
      }
    }
  }
}
