import CPosixShims
import Glibc
import SystemPackage

/// One end of a connection between two processes that carries whole messages, and open descriptors with them.
package struct MessageSocket: ~Copyable, Sendable {
  package let descriptor: Descriptor

  /// What has come from the other end.
  package enum Arrival: ~Copyable, Sendable {
    /// `descriptor` is a copy of what the other end sent along.
    case message([UInt8], descriptor: Descriptor?)
    case end
  }

  /// Bytes of the longest message.
  package static let longest = 1 << 16

  /// Takes over an end that this process was forked with.
  package init(owning number: Int32) {
    descriptor = Descriptor(owning: number)
  }

  /// Both ends of a new connection.
  package static func pair() throws(SystemCallError) -> Ends {
    var ends: [Int32] = [-1, -1]
    _ = try checked("socketpair") { unsafe shim_message_sockets(&ends) }
    return Ends(
      here: MessageSocket(owning: ends[0]), there: MessageSocket(owning: ends[1]))
  }

  package struct Ends: ~Copyable {
    package let here: MessageSocket
    package let there: MessageSocket

    /// Closes the other end, which another process has.
    package consuming func keepHere() -> MessageSocket { here }
  }

  /// Sends a message, with a copy of `descriptor`, if there is one.
  ///
  /// - Returns: `false` if the other end has to take some messages first (non-blocking).
  /// - Throws: EPIPE or ECONNRESET if it is gone.
  package func send(_ message: [UInt8], with descriptor: Int32? = nil) throws(SystemCallError) -> Bool {
    precondition(!message.isEmpty && message.count <= Self.longest, "a message of sensible length")
    do throws(SystemCallError) {
      let number = self.descriptor.number
      _ = try checked("sendmsg") { unsafe shim_send_message(number, message, message.count, descriptor ?? -1) }
      return true
    } catch {
      if error.errno == .resourceTemporarilyUnavailable || error.errno == .noBufferSpace { return false }
      throw error
    }
  }

  /// The next message; `nil` if there is none yet (non-blocking).
  package func receive() throws(SystemCallError) -> Arrival? {
    var message = [UInt8](repeating: 0, count: Self.longest)
    var number: Int32 = -1
    let count = unsafe shim_receive_message(descriptor.number, &message, message.count, &number)
    if count < 0 {
      let failure = SystemCallError(call: "recvmsg")
      switch failure.errno {
      case .resourceTemporarilyUnavailable: return nil
      case .connectionReset: return .end
      default: throw failure
      }
    }
    if count == 0 { return .end }
    message.removeLast(message.count - count)
    return .message(message, descriptor: number < 0 ? nil : Descriptor(owning: number))
  }
}
