import CPosixShims
import Glibc
package import Processes
package import SystemPackage

/// An opened input whose bytes nobody has looked at yet.
package struct InputFile: ~Copyable {
  package let descriptor: Descriptor
  /// Whether it can be read again from the start; a pipe cannot.
  package let isSeekable: Bool

  /// Opens the file at `path`; a named pipe waits for its writer.
  package init(path: FilePath) throws(JobFailure) {
    let number = unsafe path.withPlatformString { unsafe shim_open($0, O_RDONLY | O_CLOEXEC | O_NOCTTY, 0) }
    guard number >= 0 else { throw .inputUnavailable(reason: "\(Errno.current)") }
    try self.init(taking: Descriptor(owning: number))
  }

  /// The process's standard input.
  package static func standardInput() throws(JobFailure) -> InputFile {
    let number = dup(STDIN_FILENO)
    guard number >= 0 else { throw .inputUnavailable(reason: "\(Errno.current)") }
    return try InputFile(taking: Descriptor(owning: number))
  }

  private init(taking descriptor: consuming Descriptor) throws(JobFailure) {
    var status = stat()
    guard unsafe fstat(descriptor.number, &status) == 0 else { throw .inputUnavailable(reason: "\(Errno.current)") }
    if status.st_mode & S_IFMT == S_IFDIR { throw .inputIsFolder }
    isSeekable = status.st_mode & S_IFMT == S_IFREG
    self.descriptor = descriptor
  }
}

/// Copies all that comes out of `source` into an anonymous file in memory, so that decoders can seek in it.
///
/// - Throws: `inputTooBig` as soon as more than `limitBytes` have come.
func spool(_ source: Int32, limitBytes: Int) throws(JobFailure) -> Descriptor {
  let number = unsafe shim_memfd_create("wubremix-input")
  guard number >= 0 else { throw .noResources(reason: "\(SystemCallError(call: "memfd_create"))") }
  let copy = Descriptor(owning: number)
  var buffer = [UInt8](repeating: 0, count: 1 << 20)
  var total = 0
  while true {
    let count = unsafe read(source, &buffer, buffer.count)
    if count < 0 && errno == EINTR { continue }
    if count < 0 && errno == EAGAIN {
      _ = Poller.readable(among: [source], timeoutMilliseconds: nil)
      continue
    }
    guard count >= 0 else { throw .inputReadFailed(reason: "\(Errno.current)") }
    if count == 0 { return copy }
    total += count
    if total > limitBytes { throw .inputTooBig(limitBytes: limitBytes) }
    do {
      try unsafe copy.write(buffer.span.extracting(first: count).bytes)
    } catch {
      throw .noResources(reason: "\(error)")
    }
  }
}
