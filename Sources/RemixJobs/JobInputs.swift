import AnalysisFiles
package import Processes

/// What a job reads.
package struct JobInputs: ~Copyable {
  package let song: InputFile
  /// Beats that somebody wrote down, as `BeatsFile` reads them.
  package let beats: InputFile?

  /// Recordings in place of instruments.
  package let samples: SampleFolder?

  package init(song: consuming InputFile, beats: consuming InputFile? = nil, samples: SampleFolder? = nil) {
    self.song = song
    self.beats = beats
    self.samples = samples
  }

  /// Whether everything can be read again from the start.
  var isSeekable: Bool { song.isSeekable && beatsSource?.isSeekable ?? true }

  /// For a process that inherits the descriptors.
  var songSource: InputSource { InputSource(descriptor: song.descriptor.number, isSeekable: song.isSeekable) }

  var beatsSource: InputSource? {
    switch beats {
    case .some(let beats): InputSource(descriptor: beats.descriptor.number, isSeekable: beats.isSeekable)
    case nil: nil
    }
  }
}

/// An input in a process that does not own it.
package struct InputSource {
  let descriptor: Int32
  let isSeekable: Bool

  package init(descriptor: Int32, isSeekable: Bool) {
    self.descriptor = descriptor
    self.isSeekable = isSeekable
  }

  /// Larger files are read where they are: a copy would take as much memory as they have bytes.
  private static let largestCopy = 32 << 20

  /// The input as a file to seek in that nobody can change: a sealed copy in memory, or a large file itself, of which the controller
  /// tells by its size and time if it was changed.
  package func seekable(limitBytes: Int) throws(JobFailure) -> Descriptor {
    let descriptor = self.descriptor
    guard isSeekable else { return try sealed(spool(descriptor, limitBytes: limitBytes)) }
    let size = try resources { () throws(SystemCallError) in try FileSystem.status(of: descriptor).byteCount }
    if size > limitBytes { throw .inputTooBig(limitBytes: limitBytes) }
    guard size <= Self.largestCopy else {
      return try resources { () throws(SystemCallError) in try FileSystem.duplicate(descriptor) }
    }
    let copy = try resources { () throws(SystemCallError) in try FileSystem.createInMemory("wubremix-input") }
    let copied: Int
    do throws(SystemCallError) {
      try copyFile(descriptor, upTo: size, to: copy.number)
      copied = try FileSystem.status(of: copy.number).byteCount
    } catch {
      throw error.isShortage ? .noResources(reason: error.description) : .inputReadFailed(reason: "\(error.errno)")
    }
    // Somebody has cut it short meanwhile.
    guard copied == size else { throw .inputChanged }
    return try sealed(copy)
  }

  private func sealed(_ copy: consuming Descriptor) throws(JobFailure) -> Descriptor {
    let number = copy.number
    try resources { () throws(SystemCallError) in try FileSystem.seal(number) }
    return copy
  }
}

/// Beats that somebody wrote down, as they were written and as they are understood.
struct GivenBeats {
  let file: BeatsFile
  let text: String

  /// Reads and understands a file of beats.
  init(_ source: InputSource) throws(JobFailure) {
    var bytes: [UInt8]?
    do throws(JobFailure) {
      let file = try source.seekable(limitBytes: BeatsFile.byteLimit)
      do throws(SystemCallError) {
        bytes = try contents(of: file.number, limitBytes: BeatsFile.byteLimit)
      } catch {
        throw .inputReadFailed(reason: "\(error.errno)")
      }
    } catch {
      switch error {
      case .inputTooBig: break
      case .inputReadFailed(let reason): throw .beatsUnavailable(reason: reason)
      default: throw error
      }
    }
    do throws(BeatsFileError) {
      guard let bytes else { throw .tooLarge }
      file = try BeatsFile(bytes)
      // Bytes that are no text can only stand in comments and labels, which say nothing of times.
      text = String(decoding: bytes, as: UTF8.self)
    } catch {
      throw .beatsUnusable(reason: "\(error)")
    }
  }
}
