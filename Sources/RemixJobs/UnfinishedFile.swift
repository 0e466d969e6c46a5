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
    do throws(SystemCallError) {
      if isUnnamedAllowed, let unnamed = try Self.unnamedFile(in: folder) {
        descriptor = unnamed
      } else {
        let temporary = Self.temporaryPath(in: folder)
        descriptor = try FileSystem.create(temporary)
        temporaryPath = temporary
      }
    } catch {
      throw .outputUnavailable(reason: "\(error.errno)")
    }
  }

  deinit {
    if let temporaryPath { FileSystem.remove(temporaryPath) }
  }

  /// Gives the complete file its name, durably: fsync, link or rename, fsync of the folder.
  package func finish(policy: OverwritePolicy) throws(JobFailure) {
    do throws(SystemCallError) {
      try FileSystem.sync(descriptor.number)
      switch policy {
      // Unlike a plain rename, both of these fail if somebody has made a file of this name meanwhile.
      case .refuse: try takeNewName()
      case .replace: try takeName()
      }
    } catch {
      throw error.errno == .fileExists ? .outputExists : .outputWriteFailed(reason: error.description)
    }
    // Some file systems cannot sync a folder; the name stands all the same.
    if let folder = try? FileSystem.openForReading(folder) { try? FileSystem.sync(folder.number) }
  }

  private func takeNewName() throws(SystemCallError) {
    guard let temporary = temporaryPath else { return try FileSystem.link(unnamedPath, to: finalPath) }
    do throws(SystemCallError) {
      try FileSystem.renameToNewName(temporary, to: finalPath)
      temporaryPath = nil
    } catch {
      // A few file systems know neither files without names nor this call: links are what is left.
      guard error.errno == .invalidArgument || error.errno == .noFunction else { throw error }
      try FileSystem.link(temporary, to: finalPath)
    }
  }

  private func takeName() throws(SystemCallError) {
    let source = temporaryPath ?? Self.temporaryPath(in: folder)
    if temporaryPath == nil {
      try FileSystem.link(unnamedPath, to: source)
      temporaryPath = source
    }
    try FileSystem.rename(source, to: finalPath)
    temporaryPath = nil
  }

  private var unnamedPath: FilePath { FilePath("/proc/self/fd/\(descriptor.number)") }

  /// `nil` where the file system has no such files.
  private static func unnamedFile(in folder: FilePath) throws(SystemCallError) -> Descriptor? {
    do throws(SystemCallError) {
      return try FileSystem.createUnnamed(in: folder)
    } catch {
      if [.notSupportedOnSocket, .isDirectory, .invalidArgument].contains(error.errno) { return nil }
      throw error
    }
  }

  private static func temporaryPath(in folder: FilePath) -> FilePath {
    folder.appending(".wubremix-\(getpid())-\(MonotonicClock.nanoseconds()).tmp")
  }
}
