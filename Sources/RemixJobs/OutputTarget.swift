import Glibc
import Processes
package import SystemPackage

/// What to do when the output exists.
package enum OverwritePolicy: Equatable, Sendable {
  case refuse
  case replace
}

/// Where one of a job's results goes: nobody sees it before it is whole.
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
    case .file where policy == .refuse: throw .outputExists()
    case .file, nil: self = .file(try UnfinishedFile(for: path), policy: policy)
    }
  }

  /// Standard output.
  package static func standardOutput() throws(JobFailure) -> OutputTarget {
    .stream(try StreamedOutput { () throws(SystemCallError) in try FileSystem.duplicate(STDOUT_FILENO) })
  }

  /// Standard error, for text that a person reads beside what goes to standard output.
  package static func standardError() throws(JobFailure) -> OutputTarget {
    .stream(try StreamedOutput { () throws(SystemCallError) in try FileSystem.duplicate(STDERR_FILENO) })
  }

  /// The file to write to; seekable, and borrowed from this target.
  package var descriptor: Int32 {
    switch self {
    case .file(let file, policy: _): file.descriptor.number
    case .stream(let stream): stream.memory.number
    }
  }

  var isStream: Bool {
    if case .stream = self { true } else { false }
  }

  /// Forgets what was written, so that it can be written again from the start.
  func reset() throws(JobFailure) {
    // A process that was lost may have written something, at an offset that this process shares with it.
    guard ftruncate(descriptor, 0) == 0, lseek(descriptor, 0, SEEK_SET) == 0 else {
      throw .outputWriteFailed(reason: "\(SystemCallError(call: "ftruncate"))")
    }
  }
}

extension OutputTarget {
  /// Shows the results of a job, which are complete: all of them, or none.
  ///
  /// First everything is done that a full disk or a vanished reader can spoil. What then can still go wrong with a name
  /// (somebody else took it meanwhile) takes the other names back; only what went into a stream is gone.
  package static func commit(_ targets: [OutputTarget]) throws(JobFailure) {
    for (index, target) in targets.enumerated() {
      if case .file(let file, policy: _) = target {
        try naming(output: index) { () throws(JobFailure) in try file.settle() }
      }
    }
    for (index, target) in targets.enumerated() {
      if case .stream(let stream) = target {
        try naming(output: index) { () throws(JobFailure) in try stream.copyAll() }
      }
    }
    let isUndoable = targets.count { !$0.isStream } > 1
    var shown: [UnfinishedFile] = []
    for (index, target) in targets.enumerated() {
      guard case .file(let file, let policy) = target else { continue }
      do throws(JobFailure) {
        try file.show(policy: policy, isUndoable: isUndoable)
        shown.append(file)
      } catch {
        for file in shown { file.withdraw() }
        throw error.ofOutput(index)
      }
    }
    for file in shown { file.confirm() }
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
