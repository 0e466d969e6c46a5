import AudioFiles
package import Processes
package import SystemPackage

/// A folder of recordings that take the place of instruments: opened, and not a byte of them read.
package final class SampleFolder {
  /// A recording's file.
  package final class File {
    /// With its extension.
    package let name: String
    /// In small letters and without the extension: what the renderer knows it by.
    let stem: String
    package let descriptor: Descriptor

    init(name: String, stem: String, descriptor: consuming Descriptor) {
      self.name = name
      self.stem = stem
      self.descriptor = descriptor
    }
  }

  /// In the order of their names' bytes.
  package let files: [File]
  /// What is in the folder and is not used, in words.
  package let warnings: [String]

  private static let extensions = ["wav", "flac", "aiff", "aif", "ogg"]
  /// Sound files of other kinds, which are worth a word.
  private static let otherExtensions = ["mp3", "opus", "m4a", "wma", "aac", "w64", "caf", "au"]
  private static let nameLimit = 10_000
  private static let fileLimit = 128

  /// Opens the recordings in the folder at `path`.
  ///
  /// - Throws: `samplesUnavailable`, or `samplesUnusable` if none of the files is an instrument's.
  package init(path: FilePath, names: SampleNames = .ofThisProgram) throws(JobFailure) {
    var files: [File] = []
    var warnings: [String] = []
    for component in try Self.names(in: path) {
      let name = component.string
      let kind = component.extension?.lowercased() ?? ""
      if name.hasPrefix(".") { continue }
      if Self.otherExtensions.contains(kind) {
        warnings.append("\(name) is not used: samples are wav, flac, aiff or ogg")
      }
      guard Self.extensions.contains(kind) else { continue }
      let stem = component.stem.lowercased()
      guard names.isKnown(stem) else {
        let hint = names.nearest(to: stem).map { "did you mean \($0)?" }
        warnings.append(
          "\(name) is not used: no instrument has that name; "
            + (hint ?? "there are " + names.instruments.joined(separator: ", ")))
        continue
      }
      if let twin = files.first(where: { $0.stem == stem }) {
        throw .samplesUnusable(reason: "\(twin.name) and \(name) are the same instrument; keep one of them")
      }
      files.append(try Self.open(path.appending(component), name: name, stem: stem))
      if files.count > Self.fileLimit {
        throw .samplesUnusable(reason: "there are more than \(Self.fileLimit); keep those that are to be heard")
      }
    }
    guard !files.isEmpty else {
      let found = warnings.isEmpty ? "" : " (\(warnings[0]))"
      throw .samplesUnusable(reason: "no file in it is named after an instrument, such as kick.wav\(found)")
    }
    self.files = files
    self.warnings = warnings
  }

  private static func names(in path: FilePath) throws(JobFailure) -> [FilePath.Component] {
    let names: [FilePath.Component]?
    do throws(SystemCallError) {
      names = try FileSystem.names(in: path, limit: nameLimit)
    } catch {
      throw .samplesUnavailable(reason: error.errno == .notDirectory ? "it is not a folder" : "\(error.errno)")
    }
    guard let names else {
      throw .samplesUnusable(reason: "it holds more than \(nameLimit) files; give a folder of samples alone")
    }
    return names
  }

  private static func open(_ path: FilePath, name: String, stem: String) throws(JobFailure) -> File {
    // Opening a pipe would wait for its writer.
    let kind = FileSystem.kind(of: FileSystem.resolved(path))
    if kind == .stream || kind == .folder { throw .samplesUnusable(reason: "\(name) is not a file") }
    let opened = try Self.available(name) { () throws(SystemCallError) in try FileSystem.openForReading(path) }
    let number = opened.number
    let status = try Self.available(name) { () throws(SystemCallError) in try FileSystem.status(of: number) }
    if status.byteCount > SampleRecording.byteLimit {
      let error = AudioFileError.tooLarge(limitBytes: SampleRecording.byteLimit)
      throw .samplesUnusable(reason: "\(name): \(error)")
    }
    return File(name: name, stem: stem, descriptor: opened)
  }

  /// Does `body`; a refusal of the kernel means that the file `name` cannot be had.
  private static func available<Value: ~Copyable>(
    _ name: String, _ body: () throws(SystemCallError) -> Value
  ) throws(JobFailure) -> Value {
    do throws(SystemCallError) {
      return try body()
    } catch {
      throw error.isShortage
        ? .noResources(reason: error.description) : .samplesUnavailable(reason: "\(name): \(error.errno)")
    }
  }

  /// For a process that inherits the descriptors.
  var sources: [SampleSource] {
    files.map { SampleSource(name: $0.name, stem: $0.stem, descriptor: $0.descriptor.number) }
  }
}

/// A recording's file in a process that does not own it.
struct SampleSource {
  let name: String
  let stem: String
  let descriptor: Int32
}
