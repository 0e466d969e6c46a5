import CPosixShims

/// Signals as bytes to read (signalfd) instead of handlers that interrupt.
package struct SignalReader: ~Copyable {
  package let descriptor: Descriptor

  /// Blocks `signals` in this process and lets them be read here.
  package init(_ signals: [Int32]) throws(SystemCallError) {
    descriptor = Descriptor(owning: try checked("signalfd") { unsafe shim_signalfd(signals, signals.count) })
  }

  /// The next signal that came in, or `nil`.
  package func next() -> Int32? {
    let signal = shim_signalfd_next(descriptor.number)
    return signal > 0 ? signal : nil
  }
}
