import Glibc
import Processes
package import SystemPackage

/// A song that is to be remixed, and where its remix belongs.
package struct FoundSong: Equatable, Sendable {
  /// The file, to be opened.
  package let path: FilePath
  /// The folder of its remix, from the output folder on; empty for that itself.
  package let folder: FilePath
  /// 0 if there is no such file.
  package let byteCount: Int

  package init(path: FilePath, folder: FilePath, byteCount: Int) {
    self.path = path
    self.folder = folder
    self.byteCount = byteCount
  }
}

/// Finds the songs in files, folders and patterns.
///
/// In a folder these are the files whose names end as sound files do, in the order of their names' bytes; names that
/// start with a dot are left alone. A link to a folder is followed unless the folder was seen already, so a circle of
/// links ends. A file that was named is taken whatever it is called.
package struct SongFinder {
  package private(set) var songs: [FoundSong] = []
  /// What cannot be looked into, and why.
  package private(set) var failures: [(path: FilePath, reason: String)] = []
  /// Files in folders that do not look like songs.
  package private(set) var otherFileCount = 0
  /// Folders that were not entered because nobody asked for it.
  package private(set) var otherFolderCount = 0

  private let isRecursive: Bool
  private let excluded: FileIdentity?
  private var seen: Set<FileIdentity> = []

  /// Endings of files that libsndfile may read.
  private static let endings: Set<String> = [
    "wav", "wave", "rf64", "w64", "aif", "aiff", "aifc", "flac", "ogg", "oga", "opus", "mp3", "caf", "au", "snd",
  ]
  /// More names than this in one folder are refused.
  private static let nameLimit = 1_000_000

  /// Looks into `inputs`.
  ///
  /// - Parameters:
  ///   - isRecursive: Whether folders in folders are entered.
  ///   - excluded: A folder that is not entered, such as that of the remixes.
  package init(inputs: [FilePath], isRecursive: Bool, excluding excluded: FilePath?) {
    self.isRecursive = isRecursive
    self.excluded = excluded.flatMap(FileIdentity.init(path:))
    let named = inputs.flatMap(Self.matches)
    for path in named {
      if Self.isFolder(path) {
        // One folder is mirrored itself, several are mirrored side by side.
        let name = path.lastComponent.map { FilePath(root: nil, components: $0) } ?? FilePath()
        search(path, mirroredAs: named.count > 1 && name != ".." && name != "." ? name : FilePath())
      } else {
        add(path, folder: FilePath())
      }
    }
  }

  /// The files that `input` stands for: itself if it exists, else what it matches as a shell's pattern.
  private static func matches(_ input: FilePath) -> [FilePath] {
    guard FileSystem.kind(of: input) == nil else { return [input] }
    var found = unsafe glob_t()
    defer { unsafe globfree(&found) }
    guard unsafe input.withPlatformString({ unsafe glob($0, 0, nil, &found) }) == 0 else { return [input] }
    return unsafe (0..<Int(found.gl_pathc)).compactMap { index in
      unsafe found.gl_pathv[index].map { unsafe FilePath(platformString: $0) }
    }
  }

  private mutating func search(_ folder: FilePath, mirroredAs mirror: FilePath) {
    guard let identity = FileIdentity(path: folder), identity != excluded, seen.insert(identity).inserted else {
      return
    }
    let names: [FilePath.Component]
    do throws(SystemCallError) {
      guard let found = try FileSystem.names(in: folder, limit: Self.nameLimit) else {
        failures.append((folder, "it has more than \(Self.nameLimit) names"))
        return
      }
      names = found
    } catch {
      failures.append((folder, "\(error.errno)"))
      return
    }
    var folders: [FilePath.Component] = []
    for name in names where !name.string.hasPrefix(".") {
      let path = folder.appending(name)
      if Self.isFolder(path) {
        folders.append(name)
      } else if Self.endings.contains(name.extension?.lowercased() ?? "") {
        add(path, folder: mirror)
      } else {
        otherFileCount += 1
      }
    }
    // A folder's own songs come before those of the folders in it.
    for name in folders {
      if isRecursive {
        search(folder.appending(name), mirroredAs: mirror.appending(name))
      } else if FileIdentity(path: folder.appending(name)) != excluded {
        otherFolderCount += 1
      }
    }
  }

  private mutating func add(_ path: FilePath, folder: FilePath) {
    songs.append(FoundSong(path: path, folder: folder, byteCount: FileStamp(path: path)?.byteCount ?? 0))
  }

  private static func isFolder(_ path: FilePath) -> Bool {
    FileSystem.kind(of: FileSystem.resolved(path)) == .folder
  }
}
