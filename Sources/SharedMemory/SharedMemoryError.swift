package import Processes

/// Why shared memory could not be had.
package enum SharedMemoryError: Error, Equatable {
  /// The kernel refused to make or map the region.
  case unavailable(SystemCallError)
  /// The machine (or a limit on this process) has no more memory to give.
  case outOfMemory(requestedBytes: Int)
  /// The region would outgrow the address range that was reserved for it.
  case full(reservedBytes: Int)
}
