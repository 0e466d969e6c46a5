import Glibc
package import Processes
package import SystemPackage

/// An opened input whose bytes nobody has looked at yet.
package struct InputFile: ~Copyable {
  package let descriptor: Descriptor
  /// Whether it can be read again from the start; a pipe cannot.
  package let isSeekable: Bool
  /// As it was when it was opened.
  private let stamp: FileStamp?

  /// Opens the file at `path`; a named pipe waits for its writer.
  package init(path: FilePath) throws(JobFailure) {
    try self.init(taking: available { () throws(SystemCallError) in try FileSystem.openForReading(path) })
  }

  /// The process's standard input.
  package static func standardInput() throws(JobFailure) -> InputFile {
    try InputFile(taking: available { () throws(SystemCallError) in try FileSystem.duplicate(STDIN_FILENO) })
  }

  /// A file in memory that holds `contents`.
  package init(contents: [UInt8]) throws(JobFailure) {
    let copy = try resources { () throws(SystemCallError) in
      let copy = try FileSystem.createInMemory("wubremix-input")
      try writeAll(contents, to: copy.number)
      return copy
    }
    try self.init(taking: copy)
  }

  /// All bytes, for what is no sound; `nil` if there are more than `limitBytes`.
  package func contents(limitBytes: Int) throws(JobFailure) -> [UInt8]? {
    do throws(JobFailure) {
      let source = InputSource(descriptor: descriptor.number, isSeekable: isSeekable)
      let file = try source.seekable(limitBytes: limitBytes)
      do throws(SystemCallError) {
        return try Processes.contents(of: file.number, limitBytes: limitBytes)
      } catch {
        throw .inputReadFailed(reason: "\(error.errno)")
      }
    } catch .inputTooBig {
      return nil
    }
  }

  /// Whether somebody has written to the file since it was opened.
  var hasChanged: Bool { isSeekable && FileStamp(descriptor: descriptor.number) != stamp }

  private init(taking descriptor: consuming Descriptor) throws(JobFailure) {
    let number = descriptor.number
    let kind = try available { () throws(SystemCallError) in try FileSystem.status(of: number).kind }
    if kind == .folder { throw .inputIsFolder }
    isSeekable = kind == .file
    stamp = FileStamp(descriptor: number)
    self.descriptor = descriptor
  }
}

/// Does `body`; a refusal of the kernel means that the input cannot be had.
private func available<Value: ~Copyable>(
  _ body: () throws(SystemCallError) -> Value
) throws(JobFailure) -> Value {
  do {
    return try body()
  } catch {
    throw error.isShortage ? .noResources(reason: error.description) : .inputUnavailable(reason: "\(error.errno)")
  }
}

/// Copies all that comes out of `source` into an anonymous file in memory, so that decoders can seek in it.
///
/// - Throws: `inputTooBig` as soon as more than `limitBytes` have come.
func spool(_ source: Int32, limitBytes: Int) throws(JobFailure) -> Descriptor {
  let copy = try resources { () throws(SystemCallError) in try FileSystem.createInMemory("wubremix-input") }
  let isWhole: Bool
  do throws(SystemCallError) {
    isWhole = try drain(source, into: copy, limitBytes: limitBytes)
  } catch {
    throw error.call == "read" ? .inputReadFailed(reason: "\(error.errno)") : .noResources(reason: error.description)
  }
  guard isWhole else { throw .inputTooBig(limitBytes: limitBytes) }
  return copy
}
