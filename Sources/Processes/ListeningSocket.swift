import CPosixShims

/// A socket on which others can connect by TCP.
package struct ListeningSocket: ~Copyable {
  package let descriptor: Descriptor

  /// - Parameters:
  ///   - address: Numeric, of IPv4 or IPv6.
  ///   - port: 0 has the system choose.
  /// - Throws: EADDRINUSE, EACCES and so on; EINVAL for what is no such address.
  package init(address: String, port: Int) throws(SystemCallError) {
    descriptor = Descriptor(
      owning: try checked("listen") { unsafe shim_listen(address, Int32(clamping: port), Self.backlog) })
  }

  /// Connections that may wait until somebody takes them.
  private static let backlog: Int32 = 1_024

  package var port: Int { Int(shim_listening_port(descriptor.number)) }
}
