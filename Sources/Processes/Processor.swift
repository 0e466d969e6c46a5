import CPosixShims

/// The machine's cores.
package enum Processor {
  /// Keeps this process, and those that it forks, on the core that it is on.
  package static func stayOnThisCore() throws(SystemCallError) {
    _ = try checked("sched_setaffinity") { shim_stay_on_core() }
  }

  /// The cores that this process may run on, at least 1.
  package static var availableCores: Int { max(1, Int(shim_available_cores())) }
}
