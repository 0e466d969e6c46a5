import CPosixShims

/// A doorbell between processes (eventfd) that a poll loop can wait for.
package struct EventCounter: ~Copyable {
  package let descriptor: Descriptor

  package init() throws(SystemCallError) {
    descriptor = Descriptor(owning: try checked("eventfd") { shim_eventfd() })
  }

  /// Rings; never waits and cannot fail while the counter is open.
  package static func ring(_ number: Int32) {
    shim_eventfd_ring(number)
  }

  /// Takes all rings so far, so that the next wait waits.
  package func clear() {
    shim_eventfd_clear(descriptor.number)
  }
}
