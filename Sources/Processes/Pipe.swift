import CPosixShims

/// A pipe whose ends are owned here until a process takes the one it needs.
package struct Pipe: ~Copyable {
  package var readEnd: Descriptor
  package var writeEnd: Descriptor

  package init() throws(SystemCallError) {
    var ends: [Int32] = [-1, -1]
    _ = try checked("pipe") { unsafe shim_pipe(&ends) }
    readEnd = Descriptor(owning: ends[0])
    writeEnd = Descriptor(owning: ends[1])
  }

  /// Closes the other end, so that the pipe ends with whoever else has that.
  package consuming func readEndAlone() -> Descriptor { readEnd }
}

extension Descriptor {
  /// Makes reads and writes return at once instead of waiting.
  package func makeNonBlocking() throws(SystemCallError) {
    let number = self.number
    _ = try checked("fcntl") { shim_set_nonblocking(number) }
  }
}
