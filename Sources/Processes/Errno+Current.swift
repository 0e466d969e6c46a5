import Glibc
package import SystemPackage

extension Errno {
  /// What the calling thread's last failed call left in `errno`.
  package static var current: Errno { Errno(rawValue: errno) }
}
