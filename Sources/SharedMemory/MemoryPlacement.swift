import CPosixShims
import Glibc
import Processes
package import SystemPackage

/// How much of shared memory is memory indeed; what is beyond that is kept in a file without a name, which the kernel reads
/// and writes as it sees fit.
package struct MemoryPlacement: Sendable {
  /// The share of the reserved bytes that is kept in memory, from 0 to 1.
  package let memoryShare: Double
  /// Where the rest is kept; `nil` if it cannot be kept anywhere else.
  package let spillSpace: SpillSpace?
  /// Whether no more may be in memory even if there is no other place.
  package let isStrict: Bool

  package init(memoryShare: Double, spillSpace: SpillSpace?, isStrict: Bool = true) {
    self.memoryShare = min(max(memoryShare, 0), 1)
    self.spillSpace = spillSpace
    self.isStrict = isStrict
  }

  /// All in memory.
  package static var memory: MemoryPlacement { MemoryPlacement(memoryShare: 1, spillSpace: nil) }
}

/// A file without a name that takes what memory does not: opened once, before a process gives up the file system.
///
/// It has holes wherever nothing was written, so places in it cost nothing. One process, of one thread, gives them out.
package final class SpillSpace: @unchecked Sendable {
  private let file: Descriptor
  /// What a process must keep open to write there.
  var number: Int32 { file.number }
  private var end = 0
  /// The process that gives out places and takes them back: those that it forks only use them.
  private let owner = getpid()

  /// - Returns: `nil` where no such file can be made.
  package init?(in folder: FilePath) {
    guard let file = try? Self.namelessFile(in: folder) else { return nil }
    self.file = file
  }

  private static func namelessFile(in folder: FilePath) throws(SystemCallError) -> Descriptor {
    do throws(SystemCallError) {
      return try FileSystem.createUnnamed(in: folder)
    } catch {
      FileSystem.removeStaleTemporaries(in: folder)
      let path = FileSystem.temporaryPath(in: folder)
      let descriptor = try FileSystem.create(path)
      FileSystem.remove(path)
      return descriptor
    }
  }

  /// The offset of a place of `byteCount` bytes that nobody else has.
  fileprivate func place(ofBytes byteCount: Int) -> Int {
    defer { end += (byteCount + Self.pageBytes - 1) / Self.pageBytes * Self.pageBytes }
    return end
  }

  /// Gives the disk back what a place took.
  fileprivate func clear(_ place: Range<Int>) {
    guard getpid() == owner else { return }
    shim_punch_hole(file.number, off_t(place.lowerBound), off_t(place.count))
  }

  /// As large as any machine's pages.
  private static let pageBytes = 1 << 16
}

/// The part of a region that is kept in a file.
struct SpillFile: ~Copyable {
  private let space: SpillSpace
  private let place: Range<Int>

  var descriptor: Int32 { space.number }

  /// Maps a place in `space` over the addresses from `base` on.
  ///
  /// - Returns: `nil` if that cannot be done.
  init?(in space: SpillSpace, over base: UnsafeMutableRawPointer, byteCount: Int) {
    let offset = space.place(ofBytes: byteCount)
    let flags = MAP_SHARED | MAP_NORESERVE | MAP_FIXED
    let mapping = unsafe mmap(base, byteCount, PROT_READ | PROT_WRITE, flags, space.number, off_t(offset))
    guard unsafe mapping != MAP_FAILED else { return nil }
    self.space = space
    place = offset..<offset + byteCount
  }

  deinit {
    space.clear(place)
  }

  /// Writes some bytes, with disk space behind them.
  func write(_ bytes: RawSpan, at offset: Int) throws(SystemCallError) {
    try writeAll(bytes, to: descriptor, at: place.lowerBound + offset)
  }

  /// Puts disk space behind some bytes, so that a full disk is an error and no SIGBUS.
  func allocate(_ range: Range<Int>) throws(SystemCallError) {
    let (number, start) = (descriptor, place.lowerBound + range.lowerBound)
    do throws(SystemCallError) {
      _ = try checked("fallocate") { shim_allocate(number, off_t(start), off_t(range.count)) }
    } catch {
      guard error.errno == .notSupportedOnSocket else { throw error }
      // A few file systems can only be given space by writing to it.
      let zeros = [UInt8](repeating: 0, count: 1 << 16)
      for position in stride(from: start, to: start + range.count, by: zeros.count) {
        let count = min(zeros.count, start + range.count - position)
        let written = try checked("pwrite") { unsafe Int32(pwrite(number, zeros, count, off_t(position))) }
        guard Int(written) == count else { throw SystemCallError(call: "pwrite", errno: .noSpace) }
      }
    }
  }
}
