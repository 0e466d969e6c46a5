import CPosixShims
import Glibc
package import SystemPackage

/// The calls to the file system that a job needs, each with its failure as an error.
package enum FileSystem {
  /// What a name or an open descriptor stands for.
  package enum Kind: Equatable, Sendable {
    case file
    case folder
    case link
    /// A pipe, a terminal, a device.
    case stream
  }

  /// What `path` is, links not followed; `nil` if there is nothing of that name.
  package static func kind(of path: FilePath) -> Kind? {
    var status = stat()
    guard unsafe path.withPlatformString({ unsafe lstat($0, &status) }) == 0 else { return nil }
    return kind(status)
  }

  /// What an open descriptor is, and its size in bytes.
  package static func status(of descriptor: Int32) throws(SystemCallError) -> (kind: Kind, byteCount: Int) {
    var status = stat()
    _ = try checked("fstat") { unsafe fstat(descriptor, &status) }
    return (kind(status), Int(status.st_size))
  }

  /// `path` with all links followed; as it is if it leads nowhere.
  package static func resolved(_ path: FilePath) -> FilePath {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    let isResolved = unsafe path.withPlatformString { unsafe realpath($0, &buffer) } != nil
    return isResolved ? FilePath(platformString: buffer) : path
  }

  /// What the link `path` says; `nil` if it is no link, or cannot be read.
  package static func linkTarget(_ path: FilePath) -> String? {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = unsafe path.withPlatformString { unsafe readlink($0, &buffer, buffer.count) }
    return count < 0 ? nil : String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Opens to read; a named pipe waits for its writer.
  package static func openForReading(_ path: FilePath) throws(SystemCallError) -> Descriptor {
    try open(path, O_RDONLY | O_NOCTTY)
  }

  /// The bytes of a small file; of a larger one no more than a few over `limit`.
  package static func read(_ path: FilePath, atMost limit: Int) throws(SystemCallError) -> [UInt8] {
    let file = try openForReading(path)
    var bytes: [UInt8] = []
    while bytes.count <= limit, let more = try file.readAvailable(), !more.isEmpty { bytes += more }
    return bytes
  }

  /// Opens something that exists to write to it.
  package static func openForWriting(_ path: FilePath) throws(SystemCallError) -> Descriptor {
    try open(path, O_WRONLY | O_NOCTTY)
  }

  /// Opens a file to read it and to append to it; makes it if it is missing.
  package static func openOrCreate(_ path: FilePath) throws(SystemCallError) -> Descriptor {
    try open(path, O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW)
  }

  /// Empties a file.
  package static func truncate(_ descriptor: Int32) throws(SystemCallError) {
    _ = try checked("ftruncate") { ftruncate(descriptor, 0) }
  }

  /// Locks a file until it is closed, or this process ends.
  ///
  /// - Returns: Whether nobody else has locked it.
  package static func lock(_ descriptor: Int32) throws(SystemCallError) -> Bool {
    do throws(SystemCallError) {
      _ = try checked("flock") { flock(descriptor, LOCK_EX | LOCK_NB) }
      return true
    } catch {
      if error.errno == .wouldBlock { return false }
      throw error
    }
  }

  /// Makes a new file, which must not exist, to read and write.
  package static func create(_ path: FilePath) throws(SystemCallError) -> Descriptor {
    try open(path, O_RDWR | O_CREAT | O_EXCL)
  }

  /// Makes a file without a name in `folder`, to read and write; some file systems cannot (EOPNOTSUPP).
  package static func createUnnamed(in folder: FilePath) throws(SystemCallError) -> Descriptor {
    let call = { unsafe folder.withPlatformString { unsafe shim_open_unnamed($0, 0o666) } }
    return Descriptor(owning: try checked("open", call))
  }

  /// A hidden name that nobody else uses, for where there can be no file without one.
  package static func temporaryPath(in folder: FilePath) -> FilePath {
    folder.appending("\(temporaryPrefix)\(getpid())-\(MonotonicClock.nanoseconds())\(temporarySuffix)")
  }

  /// Removes files with temporary names whose processes were killed before they could do it.
  package static func removeStaleTemporaries(in folder: FilePath) {
    guard let names = try? names(in: folder, limit: 1_000_000) else { return }
    for name in names where name.string.hasPrefix(temporaryPrefix) && name.string.hasSuffix(temporarySuffix) {
      let process = name.string.dropFirst(temporaryPrefix.count).prefix { $0.isNumber }
      guard let id = Int32(process), kill(id, 0) != 0, errno == ESRCH else { continue }
      remove(folder.appending(name))
    }
  }

  /// With the machine's name: others may work in the same folder, whose processes nobody here knows.
  private static var temporaryPrefix: String {
    var buffer = [CChar](repeating: 0, count: 65)
    unsafe gethostname(&buffer, buffer.count - 1)
    let host = buffer.prefix { $0 != 0 && $0 != CChar(UInt8(ascii: "/")) }.map { UInt8(bitPattern: $0) }
    return ".wubremix-\(String(decoding: host, as: UTF8.self))-"
  }

  private static var temporarySuffix: String { ".tmp" }

  /// Keeps everybody, this process included, from changing a file in memory, for good.
  package static func seal(_ descriptor: Int32) throws(SystemCallError) {
    _ = try checked("fcntl") { shim_seal(descriptor) }
  }

  /// Makes a file in memory, called `name` where the kernel shows it.
  package static func createInMemory(_ name: String) throws(SystemCallError) -> Descriptor {
    Descriptor(owning: try checked("memfd_create") { unsafe shim_memfd_create(name) })
  }

  /// Has all that is written to `descriptor` go to the file's end.
  package static func setAppending(_ descriptor: Int32) throws(SystemCallError) {
    _ = try checked("fcntl") { shim_set_appending(descriptor) }
  }

  /// Another descriptor of the same open file.
  package static func duplicate(_ descriptor: Int32) throws(SystemCallError) -> Descriptor {
    Descriptor(owning: try checked("dup") { dup(descriptor) })
  }

  /// Gives `source` (which may be a link of `/proc` to an open file) another name; EEXIST if that is taken.
  package static func link(_ source: FilePath, to target: FilePath) throws(SystemCallError) {
    _ = try unsafe both(source, target, "link") { unsafe linkat(AT_FDCWD, $0, AT_FDCWD, $1, AT_SYMLINK_FOLLOW) }
  }

  /// Renames, in place of what had the name before.
  package static func rename(_ source: FilePath, to target: FilePath) throws(SystemCallError) {
    _ = try unsafe both(source, target, "rename") { unsafe Glibc.rename($0, $1) }
  }

  /// Renames, unless the name is taken (EEXIST).
  package static func renameToNewName(_ source: FilePath, to target: FilePath) throws(SystemCallError) {
    _ = try unsafe both(source, target, "rename") { unsafe shim_rename_to_new_name($0, $1) }
  }

  /// Has two files swap their names (ENOENT if one of them is not there); some file systems cannot (EINVAL).
  package static func exchange(_ one: FilePath, _ other: FilePath) throws(SystemCallError) {
    _ = try unsafe both(one, other, "rename") { unsafe shim_exchange_names($0, $1) }
  }

  /// Removes a name; a name that is gone already is fine.
  package static func remove(_ path: FilePath) {
    _ = unsafe path.withPlatformString { unsafe unlink($0) }
  }

  /// Has a file's contents, or a folder's names, outlast a crash of the machine.
  package static func sync(_ descriptor: Int32) throws(SystemCallError) {
    _ = try checked("fsync") { fsync(descriptor) }
  }

  private static func open(_ path: FilePath, _ flags: Int32) throws(SystemCallError) -> Descriptor {
    let call = { unsafe path.withPlatformString { unsafe shim_open($0, flags | O_CLOEXEC, 0o666) } }
    return Descriptor(owning: try checked("open", call))
  }

  private static func both(
    _ source: FilePath, _ target: FilePath, _ call: String,
    _ body: (UnsafePointer<CChar>, UnsafePointer<CChar>) -> Int32
  ) throws(SystemCallError) -> Int32 {
    try checked(call) {
      unsafe source.withPlatformString { source in
        unsafe target.withPlatformString { unsafe body(source, $0) }
      }
    }
  }

  private static func kind(_ status: stat) -> Kind {
    switch status.st_mode & S_IFMT {
    case S_IFREG: .file
    case S_IFDIR: .folder
    case S_IFLNK: .link
    default: .stream
    }
  }
}
