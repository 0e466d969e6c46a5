import Glibc

/// A file without a name, gone with the value.
struct NamelessFile: ~Copyable {
  let descriptor: Int32

  init() {
    var template = Array("/tmp/audio-files-tests-XXXXXX".utf8CString)
    descriptor = unsafe mkstemp(&template)
    precondition(descriptor >= 0, "no temporary file can be made in /tmp")
    unsafe unlink(template)
  }

  init(bytes: [UInt8]) {
    self.init()
    write(bytes, at: 0)
  }

  deinit { close(descriptor) }

  var count: Int {
    var status = stat()
    precondition(unsafe fstat(descriptor, &status) == 0)
    return Int(status.st_size)
  }

  var bytes: [UInt8] {
    let count = self.count
    return unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initializedCount in
      initializedCount = unsafe pread(descriptor, buffer.baseAddress, count, 0)
    }
  }

  func write(_ bytes: [UInt8], at offset: Int) {
    let written = unsafe bytes.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, $0.count, offset) }
    precondition(written == bytes.count)
  }

  /// Writes a number in four bytes, the lowest first.
  func write(_ number: UInt32, at offset: Int) {
    write((0..<4).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }, at: offset)
  }

  func truncate(to count: Int) {
    precondition(ftruncate(descriptor, count) == 0)
  }
}
