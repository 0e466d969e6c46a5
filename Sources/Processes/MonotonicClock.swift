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

  /// Nanoseconds of CPU that the process `id` has used; `nil` if there is no such process.
  package static func cpuNanoseconds(of id: Int32) -> UInt64? {
    var clock = clockid_t()
    guard unsafe clock_getcpuclockid(id, &clock) == 0 else { return nil }
    var time = timespec()
    guard unsafe clock_gettime(clock, &time) == 0 else { return nil }
    return nanoseconds(time)
  }

  private static func time(of clock: clockid_t) -> UInt64 {
    var time = timespec()
    _ = unsafe clock_gettime(clock, &time)
    return nanoseconds(time)
  }

  private static func nanoseconds(_ time: timespec) -> UInt64 {
    UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
