import Glibc

/// A position in a file of its own, beside the descriptor's: `pread` and `pwrite` leave that one undisturbed, so
/// processes that inherited the descriptor do not disturb each other.
///
/// The descriptor stays the caller's: it must be seekable, outlive the cursor, and is never closed here. Errors are kept in
/// `errno` for the code above the C library that made the call.
struct DescriptorCursor {
  let descriptor: Int32
  /// The byte of the file that counts as the first: what lies before is hidden.
  let origin: Int64
  /// Counted from `origin`.
  var position: Int64 = 0
  /// A seek to the very end of the file claims a position this many times too large: see `SoundFileHandle`.
  var statedEndFactor: Int64 = 1
  /// Bytes that are read in place of those at their position.
  var patch: (position: Int64, bytes: [UInt8])?
  /// The first errno that a call met, 0 for none.
  private(set) var failure: Int32 = 0

  init(descriptor: Int32, origin: Int64 = 0) {
    self.descriptor = descriptor
    self.origin = origin
  }

  /// Bytes from `origin` to the end of the file; 0 and a failure if the descriptor is unusable.
  mutating func length() -> Int64 {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      fail(with: errno)
      return 0
    }
    return max(0, Int64(status.st_size) - origin)
  }

  /// The new position, or -1 if it would lie before the origin.
  mutating func seek(to offset: Int64, whence: Int32) -> Int64 {
    let base: Int64
    switch whence {
    case SEEK_SET: base = 0
    case SEEK_CUR: base = position
    case SEEK_END: base = offset == 0 ? length() * statedEndFactor : length()
    default: return -1
    }
    let (target, overflow) = base.addingReportingOverflow(offset)
    guard !overflow, target >= 0, !target.addingReportingOverflow(origin).overflow else { return -1 }
    position = target
    return target
  }

  /// Bytes read: fewer than asked at the end of the file, or before a failure.
  mutating func read(into bytes: UnsafeMutableRawBufferPointer) -> Int {
    var done = 0
    while done < bytes.count {
      let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[done...])
      let count = unsafe pread(descriptor, rest.baseAddress, rest.count, off_t(origin + position))
      if count < 0 && errno == EINTR { continue }
      if count < 0 { fail(with: errno) }
      if count <= 0 { break }
      done += count
      position += Int64(count)
    }
    unsafe applyPatch(to: bytes, from: position - Int64(done), count: done)
    return done
  }

  /// Writes all of `bytes`, or throws what kept it from that.
  mutating func writeAll(_ bytes: [UInt8]) throws(AudioFileError) {
    unsafe bytes.withUnsafeBytes { buffer in _ = unsafe write(buffer) }
    if failure != 0 { throw .writeFailed(errno: failure) }
  }

  private func applyPatch(to bytes: UnsafeMutableRawBufferPointer, from start: Int64, count: Int) {
    guard let patch else { return }
    for (index, byte) in patch.bytes.enumerated() {
      let offset = patch.position + Int64(index) - start
      if (0..<Int64(count)).contains(offset) { unsafe bytes[Int(offset)] = byte }
    }
  }

  /// Bytes written: fewer than given only after a failure.
  mutating func write(_ bytes: UnsafeRawBufferPointer) -> Int {
    var done = 0
    while done < bytes.count {
      let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[done...])
      let count = unsafe pwrite(descriptor, rest.baseAddress, rest.count, off_t(origin + position))
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else {
        // A write of 0 bytes promises no errno; the likely reason is a full disk.
        fail(with: count < 0 ? errno : ENOSPC)
        break
      }
      done += count
      position += Int64(count)
    }
    return done
  }

  private mutating func fail(with errno: Int32) {
    if failure == 0 { failure = errno }
  }
}

extension AudioFileError {
  /// The system's words for `errno`.
  static func text(ofErrno errno: Int32) -> String {
    guard let text = unsafe strerror(errno) else { return "error \(errno)" }
    return unsafe String(cString: text)
  }
}
