import Glibc

/// Time that no clock change touches.
package enum MonotonicClock {
  /// Nanoseconds since the machine started.
  package static func nanoseconds() -> UInt64 {
    time(of: CLOCK_MONOTONIC)
  }

  /// Nanoseconds of CPU that this process has used.
  package static func processCPUNanoseconds() -> UInt64 {
    time(of: CLOCK_PROCESS_CPUTIME_ID)
  }

  private static func time(of clock: clockid_t) -> UInt64 {
    var time = timespec()
    _ = unsafe clock_gettime(clock, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
