import Glibc
import Processes
import RemixJobs
import SystemPackage

/// One thing that a command makes, and where it goes.
struct JobOutput {
  enum Place {
    case path(PathArgument)
    /// For text beside what goes to standard output.
    case standardError
  }

  let product: Product
  let place: Place

  init(_ product: Product, to place: Place) {
    self.product = product
    self.place = place
  }

  init(_ product: Product, to path: PathArgument) {
    self.init(product, to: .path(path))
  }

  /// The file's; `nil` for a standard stream.
  var file: PathArgument? {
    guard case .path(let path) = place, !path.isStandardStream else { return nil }
    return path
  }

  var isStandardOutput: Bool {
    guard case .path(let path) = place else { return false }
    return path.isStandardStream
  }

  /// For messages.
  var name: String {
    switch place {
    case .path(let path): path.isStandardStream ? "standard output" : path.name
    case .standardError: "standard error"
    }
  }

  /// Opened, so that what cannot be written is refused before any work.
  func open(policy: OverwritePolicy) throws(JobFailure) -> OutputTarget {
    switch place {
    case .path(let path) where path.isStandardStream: try OutputTarget.standardOutput()
    case .path(let path): try OutputTarget(path: path.path, policy: policy)
    case .standardError: try OutputTarget.standardError()
    }
  }
}

/// What a name on the command line stands for, whether the file exists or not.
struct FilePlace {
  private let file: FileIdentity?
  private let folder: FileIdentity?
  private let name: FilePath.Component?

  init(_ path: FilePath) {
    let path = FileSystem.resolved(path)
    // Devices such as /dev/null may be named as often as one likes.
    let isDevice = FileSystem.kind(of: path) == .stream
    let parent = path.removingLastComponent()
    file = isDevice ? nil : FileIdentity(path: path)
    folder = isDevice ? nil : FileIdentity(path: parent.isEmpty ? "." : parent)
    name = path.lastComponent
  }

  /// A file that is open; a pipe is no place that anything can clash with.
  init(descriptor: Int32) {
    file = FileIdentity(descriptor: descriptor)
    folder = nil
    name = nil
  }

  /// Whether both are, or would be, the same file.
  func isSame(as other: FilePlace) -> Bool {
    if let file, file == other.file { return true }
    guard let folder, let name else { return false }
    return folder == other.folder && name == other.name
  }
}
