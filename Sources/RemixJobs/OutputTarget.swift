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

  /// What takes bytes as soon as they are there.
  var awaiting: StreamedOutput? {
    guard case .stream(let stream) = self, stream.isAwaited else { return nil }
    return stream
  }

  /// Forgets what was written, so that it can be written again from the start.
  func reset() throws(JobFailure) {
    if case .stream(let stream) = self { try stream.remember() }
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
  /// Whether there is a reader, rather than a file.
  let isAwaited: Bool
  /// Bytes that are gone.
  private var sentCount = 0
  /// Of those bytes, if they are made once more.
  private var sentChecksum: String?

  /// Bytes that a pipe which can be written to at all takes without waiting.
  private static let blockLength = Int(PIPE_BUF)

  init(opening open: () throws(SystemCallError) -> Descriptor) throws(JobFailure) {
    do throws(SystemCallError) {
      destination = try open()
    } catch {
      throw .outputUnavailable(reason: "\(error.errno)")
    }
    let number = destination.number
    isAwaited = try resources { () throws(SystemCallError) in try FileSystem.status(of: number).kind == .stream }
    memory = try resources { () throws(SystemCallError) in try FileSystem.createInMemory("wubremix-output") }
  }

  /// Keeps in mind what was sent, before the memory is written anew.
  func remember() throws(JobFailure) {
    guard sentCount > 0, sentChecksum == nil else { return }
    sentChecksum = try checksumOfSent()
  }

  /// The descriptor to wait for until it can be written to; `nil` if all of the first `count` bytes are gone.
  func destination(ofFirst count: Int) -> Int32? { count > sentCount ? destination.number : nil }

  /// Sends what the reader takes now of the first `count` bytes of the memory, which are there to stay.
  func send(first count: Int) throws(JobFailure) {
    guard count > sentCount else { return }
    try refuseOthers()
    while sentCount < count, Poller.isWritable(destination.number) {
      let range = sentCount..<min(sentCount + Self.blockLength, count)
      do throws(SystemCallError) {
        try copyBlock(range, of: memory.number, to: destination.number)
      } catch {
        throw .outputWriteFailed(reason: "\(error.errno)")
      }
      sentCount = range.upperBound
    }
  }

  /// Makes sure that bytes which were made once more begin with those that are gone.
  private func refuseOthers() throws(JobFailure) {
    guard let expected = sentChecksum else { return }
    guard try checksumOfSent() == expected else {
      throw .outputWriteFailed(reason: "a second try made other bytes than those already sent")
    }
    sentChecksum = nil
  }

  private func checksumOfSent() throws(JobFailure) -> String {
    let (memory, count) = (memory.number, sentCount)
    return try resources { () throws(SystemCallError) in try sha256(ofFile: memory, first: count) }
  }

  /// Copies all of the memory that is not sent yet to where it belongs.
  func copyAll() throws(JobFailure) {
    try refuseOthers()
    do throws(SystemCallError) {
      try copyFile(memory.number, from: sentCount, to: destination.number)
      // Whoever still asks for a part of it has it.
      sentCount = .max
    } catch {
      throw .outputWriteFailed(reason: "\(error.errno)")
    }
  }
}
