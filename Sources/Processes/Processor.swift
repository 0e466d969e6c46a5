import CPosixShims

/// The machine's cores.
package enum Processor {
  /// Keeps this process on one of its cores, which are counted from 0 and round again.
  package static func stay(onCore index: Int) throws(SystemCallError) {
    _ = try checked("sched_setaffinity") { shim_stay_on_core(Int32(index)) }
  }

  /// The cores that this process may run on, at least 1.
  package static var availableCores: Int { max(1, Int(shim_available_cores())) }
}
