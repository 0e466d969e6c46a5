import CPosixShims
import Glibc
import Processes
package import SystemPackage

/// What to do when the output exists.
package enum OverwritePolicy: Equatable, Sendable {
  case refuse
  case replace
}

/// Where a job's result goes: nobody sees it before it is whole.
package enum OutputTarget {
  /// A file in its folder.
  case file(UnfinishedFile, policy: OverwritePolicy)
  /// Memory, to be copied into a pipe, a device or standard output at the end.
  case stream(StreamedOutput)

  /// An output under `path`.
  ///
  /// - Throws: `outputExists`, or `outputUnavailable` if nothing can be created there: before any work is done.
  package init(path: FilePath, policy: OverwritePolicy) throws(JobFailure) {
    let path = resolvingLinks(path)
    var status = stat()
    // What is left of a link after resolving points nowhere; it exists all the same.
    let exists = unsafe path.withPlatformString { unsafe lstat($0, &status) } == 0
    if exists && status.st_mode & S_IFMT == S_IFLNK {
      throw .outputUnavailable(reason: "it is a link to a place that does not exist")
    }
    if exists && status.st_mode & S_IFMT == S_IFDIR { throw .outputUnavailable(reason: "it is a folder") }
    if exists && status.st_mode & S_IFMT != S_IFREG {
      let number = unsafe path.withPlatformString { unsafe shim_open($0, O_WRONLY | O_CLOEXEC | O_NOCTTY, 0) }
      guard number >= 0 else { throw .outputUnavailable(reason: "\(Errno.current)") }
      self = .stream(try StreamedOutput(to: Descriptor(owning: number)))
      return
    }
    if exists && policy == .refuse { throw .outputExists }
    self = .file(try UnfinishedFile(for: path), policy: policy)
  }

  /// Standard output.
  package static func standardOutput() throws(JobFailure) -> OutputTarget {
    let number = dup(STDOUT_FILENO)
    guard number >= 0 else { throw .outputUnavailable(reason: "\(Errno.current)") }
    return .stream(try StreamedOutput(to: Descriptor(owning: number)))
  }

  /// The file to write to; seekable, and borrowed from this target.
  package var descriptor: Int32 {
    switch self {
    case .file(let file, policy: _): file.descriptor.number
    case .stream(let stream): stream.memory.number
    }
  }

  /// Shows the result, which is complete.
  package func commit() throws(JobFailure) {
    switch self {
    case .file(let file, let policy): try file.finish(policy: policy)
    case .stream(let stream): try stream.copyAll()
    }
  }
}

/// An output that cannot be renamed into place or rewritten at its start.
package final class StreamedOutput {
  let memory: Descriptor
  private let destination: Descriptor

  init(to destination: consuming Descriptor) throws(JobFailure) {
    let number = unsafe shim_memfd_create("wubremix-output")
    guard number >= 0 else { throw .noResources(reason: "\(SystemCallError(call: "memfd_create"))") }
    memory = Descriptor(owning: number)
    self.destination = destination
  }

  /// Copies all of the memory inside of the kernel.
  func copyAll() throws(JobFailure) {
    var offset: off_t = 0
    while true {
      let count = unsafe sendfile(destination.number, memory.number, &offset, 1 << 24)
      if count == 0 { return }
      if count > 0 || errno == EINTR { continue }
      // A file that is appended to takes no sendfile.
      if errno == EINVAL { return try appendAll(from: offset) }
      guard errno == EAGAIN else { throw .outputWriteFailed(reason: "\(Errno.current)") }
      // Somebody made the pipe non-blocking; its reader needs time.
      usleep(1_000)
    }
  }

  private func appendAll(from start: off_t) throws(JobFailure) {
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    var offset = start
    while true {
      let count = unsafe pread(memory.number, &buffer, buffer.count, offset)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return }
      do throws(SystemCallError) {
        try unsafe destination.write(buffer.span.extracting(first: count).bytes)
      } catch {
        throw .outputWriteFailed(reason: "\(error.errno)")
      }
      offset += off_t(count)
    }
  }
}

/// A link to a file is followed, so that the file is replaced and the link stays.
private func resolvingLinks(_ path: FilePath) -> FilePath {
  var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
  let isResolved = unsafe path.withPlatformString { unsafe realpath($0, &buffer) } != nil
  return isResolved ? FilePath(platformString: buffer) : path
}
