import CPosixShims
import Glibc
package import Processes
package import SystemPackage

/// A new file in the folder where it is to stay, not yet under its final name.
///
/// Where the file system can, the file has no name at all until it is complete: whatever kills this process
/// then leaves nothing behind. Elsewhere it has a hidden temporary name, which goes when this object goes.
package final class UnfinishedFile {
  package let descriptor: Descriptor
  private let folder: FilePath
  private let finalPath: FilePath
  private var temporaryPath: FilePath?

  /// - Parameter isUnnamedAllowed: `false` takes the way of file systems that have no files without a name.
  package init(for path: FilePath, isUnnamedAllowed: Bool = true) throws(JobFailure) {
    guard path.lastComponent != nil else { throw .outputUnavailable(reason: "it names no file") }
    let parent = path.removingLastComponent()
    folder = parent.isEmpty ? "." : parent
    finalPath = path
    var number: Int32 = -1
    if isUnnamedAllowed { number = unsafe folder.withPlatformString { unsafe shim_open_unnamed($0, 0o666) } }
    if !isUnnamedAllowed || (number < 0 && [EOPNOTSUPP, EISDIR, EINVAL].contains(errno)) {
      let temporary = Self.temporaryPath(in: folder)
      number = unsafe temporary.withPlatformString {
        unsafe shim_open($0, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      }
      if number >= 0 { temporaryPath = temporary }
    }
    guard number >= 0 else { throw .outputUnavailable(reason: "\(Errno.current)") }
    descriptor = Descriptor(owning: number)
  }

  deinit {
    if let temporaryPath { remove(temporaryPath) }
  }

  /// Gives the complete file its name, durably: fsync, link or rename, fsync of the folder.
  package func finish(policy: OverwritePolicy) throws(JobFailure) {
    guard fsync(descriptor.number) == 0 else { throw .outputWriteFailed(reason: "fsync: \(Errno.current)") }
    switch (policy, temporaryPath) {
    case (.refuse, nil):
      // A link fails, unlike a rename, if somebody has made a file of this name meanwhile.
      try link(unnamedPath, to: finalPath)
    case (.refuse, let temporary?):
      try renameToNewName(temporary)
      temporaryPath = nil
    case (.replace, let temporary):
      let source = temporary ?? Self.temporaryPath(in: folder)
      if temporary == nil {
        try link(unnamedPath, to: source)
        temporaryPath = source
      }
      try rename(source, to: finalPath)
      temporaryPath = nil
    }
    syncFolder()
  }

  private var unnamedPath: FilePath { FilePath("/proc/self/fd/\(descriptor.number)") }

  private static func temporaryPath(in folder: FilePath) -> FilePath {
    folder.appending(".wubremix-\(getpid())-\(MonotonicClock.nanoseconds()).tmp")
  }

  private func link(_ source: FilePath, to target: FilePath) throws(JobFailure) {
    let result = unsafe source.withPlatformString { source in
      unsafe target.withPlatformString { unsafe linkat(AT_FDCWD, source, AT_FDCWD, $0, AT_SYMLINK_FOLLOW) }
    }
    if result == 0 { return }
    if errno == EEXIST { throw .outputExists }
    throw .outputWriteFailed(reason: "link: \(Errno.current)")
  }

  private func renameToNewName(_ source: FilePath) throws(JobFailure) {
    let result = unsafe source.withPlatformString { source in
      unsafe finalPath.withPlatformString { unsafe shim_rename_to_new_name(source, $0) }
    }
    if result == 0 { return }
    if errno == EEXIST { throw .outputExists }
    // A few file systems know neither names-less files nor this call: links are what is left.
    guard errno == EINVAL || errno == ENOSYS else { throw .outputWriteFailed(reason: "rename: \(Errno.current)") }
    try link(source, to: finalPath)
    remove(source)
  }

  private func rename(_ source: FilePath, to target: FilePath) throws(JobFailure) {
    let result = unsafe source.withPlatformString { source in
      unsafe target.withPlatformString { unsafe Glibc.rename(source, $0) }
    }
    if result != 0 { throw .outputWriteFailed(reason: "rename: \(Errno.current)") }
  }

  private func remove(_ path: FilePath) {
    _ = unsafe path.withPlatformString { unsafe unlink($0) }
  }

  private func syncFolder() {
    let number = unsafe folder.withPlatformString { unsafe shim_open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0) }
    guard number >= 0 else { return }
    // Some file systems cannot sync a folder; the name stands all the same.
    _ = fsync(number)
    _ = close(number)
  }
}
