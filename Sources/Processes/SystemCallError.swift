package import SystemPackage

/// A call to the kernel that failed, and why.
package struct SystemCallError: Error, Equatable, CustomStringConvertible {
  /// The call's name, such as `fork` or `memfd_create`.
  package let call: String
  package let errno: Errno

  package init(call: String, errno: Errno) {
    self.call = call
    self.errno = errno
  }

  /// The failure that the C library's `errno` tells of right now.
  package init(call: String) {
    self.init(call: call, errno: Errno.current)
  }

  /// Whether the machine has too little of something just now, rather than that something is wrong with a file.
  package var isShortage: Bool { [.tooManyOpenFiles, .tooManyOpenFilesInSystem, .noMemory].contains(errno) }

  package var description: String { "\(call): \(errno)" }
}

/// Repeats a call while signals interrupt it, and turns -1 into an error.
package func checked(_ call: String, _ body: () -> Int32) throws(SystemCallError) -> Int32 {
  while true {
    let result = body()
    if result >= 0 { return result }
    let failure = SystemCallError(call: call)
    if failure.errno != .interrupted { throw failure }
  }
}
