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
  private var finalPath: FilePath
  /// This file's, or once it has taken the place of another, that one's.
  private var temporaryPath: FilePath?
  private var standing = Standing.hidden

  private enum Standing {
    case hidden
    /// Under its name, where nothing was before.
    case shown
    /// Under its name; what had the name before is kept under the temporary one.
    case shownOverKept
    /// Under its name; what had the name before is gone.
    case shownOverLost
  }

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
        FileSystem.removeStaleTemporaries(in: folder)
        let temporary = FileSystem.temporaryPath(in: folder)
        descriptor = try FileSystem.create(temporary)
        temporaryPath = temporary
      }
    } catch {
      throw error.isShortage ? .noResources(reason: error.description) : .outputUnavailable(reason: "\(error.errno)")
    }
  }

  /// A file in `folder` whose name is chosen when it is complete.
  package convenience init(in folder: FilePath) throws(JobFailure) {
    try self.init(for: folder.appending("unnamed"))
  }

  /// Chooses another name, in the same folder.
  package func choose(name: FilePath.Component) {
    finalPath = folder.appending(name)
  }

  deinit {
    if let temporaryPath { FileSystem.remove(temporaryPath) }
  }

  /// Has the complete contents outlast a crash of the machine, still without the name.
  package func settle() throws(JobFailure) {
    do throws(SystemCallError) {
      try FileSystem.sync(descriptor.number)
    } catch {
      throw .outputWriteFailed(reason: error.description)
    }
  }

  /// Gives the file its name.
  ///
  /// - Parameter isUndoable: Whether a file that is replaced is kept, so that `withdraw` can bring it back.
  package func show(policy: OverwritePolicy, isUndoable: Bool = false) throws(JobFailure) {
    do throws(SystemCallError) {
      switch policy {
      // Unlike a plain rename, both of these fail if somebody has made a file of this name meanwhile.
      case .refuse: try takeNewName()
      case .replace: try takeName(isUndoable: isUndoable)
      }
    } catch {
      throw error.errno == .fileExists ? .outputExists() : .outputWriteFailed(reason: error.description)
    }
  }

  /// Takes the name away again and gives it back to what had it, where that can be done.
  package func withdraw() {
    switch standing {
    case .hidden, .shownOverLost: return
    case .shown: FileSystem.remove(finalPath)
    case .shownOverKept:
      guard let temporaryPath else { return }
      // If this fails the new file stays in place, whole.
      try? FileSystem.exchange(temporaryPath, finalPath)
    }
    standing = .hidden
  }

  /// Has the name outlast a crash, and lets go of what it replaced.
  package func confirm() {
    if let temporaryPath { FileSystem.remove(temporaryPath) }
    temporaryPath = nil
    // Some file systems cannot sync a folder; the name stands all the same.
    if let folder = try? FileSystem.openForReading(folder) { try? FileSystem.sync(folder.number) }
  }

  private func takeNewName() throws(SystemCallError) {
    guard let temporary = temporaryPath else {
      try FileSystem.link(unnamedPath, to: finalPath)
      standing = .shown
      return
    }
    do throws(SystemCallError) {
      try FileSystem.renameToNewName(temporary, to: finalPath)
      temporaryPath = nil
    } catch {
      // A few file systems know neither files without names nor this call: links are what is left.
      guard error.errno == .invalidArgument || error.errno == .noFunction else { throw error }
      try FileSystem.link(temporary, to: finalPath)
    }
    standing = .shown
  }

  private func takeName(isUndoable: Bool) throws(SystemCallError) {
    let source = temporaryPath ?? FileSystem.temporaryPath(in: folder)
    if temporaryPath == nil {
      try FileSystem.link(unnamedPath, to: source)
      temporaryPath = source
    }
    let predecessor = FileSystem.kind(of: finalPath)
    var replaced = predecessor != nil
    // An exchange would put a file in place of a folder; a rename does not.
    if predecessor == .file, isUndoable {
      do throws(SystemCallError) {
        try FileSystem.exchange(source, finalPath)
        standing = .shownOverKept
        return
      } catch {
        replaced = error.errno != .noSuchFileOrDirectory
      }
    }
    try FileSystem.rename(source, to: finalPath)
    temporaryPath = nil
    standing = replaced ? .shownOverLost : .shown
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
}
