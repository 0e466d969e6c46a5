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

  /// An output under `path`; a link to a file is followed, so that the file is replaced and the link stays.
  ///
  /// - Throws: `outputExists`, or `outputUnavailable` if nothing can be created there: before any work is done.
  package init(path: FilePath, policy: OverwritePolicy) throws(JobFailure) {
    let path = FileSystem.resolved(path)
    switch FileSystem.kind(of: path) {
    case .folder: throw .outputUnavailable(reason: "it is a folder")
    case .link: throw .outputUnavailable(reason: "it is a link to a place that does not exist")
    case .stream:
      self = .stream(try StreamedOutput { () throws(SystemCallError) in try FileSystem.openForWriting(path) })
    case .file where policy == .refuse: throw .outputExists
    case .file, nil: self = .file(try UnfinishedFile(for: path), policy: policy)
    }
  }

  /// Standard output.
  package static func standardOutput() throws(JobFailure) -> OutputTarget {
    .stream(try StreamedOutput { () throws(SystemCallError) in try FileSystem.duplicate(STDOUT_FILENO) })
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

  init(opening open: () throws(SystemCallError) -> Descriptor) throws(JobFailure) {
    do throws(SystemCallError) {
      destination = try open()
    } catch {
      throw .outputUnavailable(reason: "\(error.errno)")
    }
    memory = try resources { () throws(SystemCallError) in try FileSystem.createInMemory("wubremix-output") }
  }

  /// Copies all of the memory to where it belongs.
  func copyAll() throws(JobFailure) {
    do throws(SystemCallError) {
      try copyFile(memory.number, to: destination.number)
    } catch {
      throw .outputWriteFailed(reason: "\(error.errno)")
    }
  }
}
