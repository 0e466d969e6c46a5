import Glibc
package import SystemPackage

extension FileSystem {
  /// The names in a folder, but `.` and `..`, in the order of their bytes.
  ///
  /// - Returns: `nil` if there are more than `limit`.
  package static func names(in folder: FilePath, limit: Int) throws(SystemCallError) -> [FilePath.Component]? {
    guard let stream = unsafe folder.withPlatformString({ unsafe opendir($0) }) else {
      throw SystemCallError(call: "opendir")
    }
    defer { unsafe closedir(stream) }
    var names: [[CChar]] = []
    while true {
      errno = 0
      guard let entry = unsafe readdir(stream) else {
        if errno != 0 { throw SystemCallError(call: "readdir") }
        break
      }
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { field in
        unsafe field.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { text in
          unsafe Array(UnsafeBufferPointer(start: text, count: strlen(text)))
        }
      }
      let dot = CChar(UInt8(ascii: "."))
      if name == [dot] || name == [dot, dot] { continue }
      names.append(name)
      if names.count > limit { return nil }
    }
    names.sort { one, other in
      one.lexicographicallyPrecedes(other) { UInt8(bitPattern: $0) < UInt8(bitPattern: $1) }
    }
    return names.compactMap { FilePath.Component(platformString: $0 + [0]) }
  }

  /// Makes a folder, which must not exist, in one that does.
  package static func createFolder(_ path: FilePath) throws(SystemCallError) {
    _ = try checked("mkdir") { unsafe path.withPlatformString { unsafe mkdir($0, 0o777) } }
  }

  /// Removes a folder if there is nothing in it.
  package static func removeEmptyFolder(_ path: FilePath) {
    _ = unsafe path.withPlatformString { unsafe rmdir($0) }
  }
}
