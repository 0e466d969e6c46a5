import CPosixShims
import Glibc
import SystemPackage

/// Waits until one of a few descriptors can be used.
package enum Poller {
  /// The positions in `descriptors` that are readable or hung up; empty after `timeoutMilliseconds`.
  ///
  /// - Parameters:
  ///   - writable: Ends the wait, too, as soon as it can be written to.
  ///   - timeoutMilliseconds: 0 looks without waiting; `nil` waits for as long as it takes.
  package static func readable(
    among descriptors: [Int32], orWritable writable: Int32? = nil, timeoutMilliseconds: Int?
  ) -> [Int] {
    var entries = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    if let writable { entries.append(pollfd(fd: writable, events: Int16(POLLOUT), revents: 0)) }
    let timeout = timeoutMilliseconds.map { Int32(clamping: $0) } ?? -1
    // An interrupted wait reads as "nothing yet": callers come back in their loop.
    let count = unsafe poll(&entries, nfds_t(entries.count), timeout)
    guard count > 0 else { return [] }
    return descriptors.indices.filter { entries[$0].revents != 0 }
  }

  /// Whether `descriptor` takes some bytes at once, or says at once why it takes none.
  package static func isWritable(_ descriptor: Int32) -> Bool {
    var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    return unsafe poll(&entry, 1, 0) > 0
  }

  /// Whether the other end of the pipe `descriptor` is gone.
  package static func isHungUp(_ descriptor: Int32) -> Bool {
    var entry = pollfd(fd: descriptor, events: 0, revents: 0)
    let count = unsafe poll(&entry, 1, 0)
    return count > 0 && entry.revents & Int16(POLLHUP | POLLERR | POLLNVAL) != 0
  }
}
