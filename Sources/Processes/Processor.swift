import CPosixShims

/// The machine's cores.
package enum Processor {
  /// The cores that this process may run on, at least 1.
  package static var availableCores: Int { max(1, Int(shim_available_cores())) }
}
