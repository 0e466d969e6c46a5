import CPosixShims
import Glibc
import Processes
package import SystemPackage

/// How much of shared memory is memory indeed; what is beyond that is kept in a file without a name, which the kernel reads
/// and writes as it sees fit.
package struct MemoryPlacement: Sendable {
  /// The share of the reserved bytes that is kept in memory, from 0 to 1.
  package let memoryShare: Double
  /// Where the file is made, if one is needed.
  package let folder: FilePath
  /// Whether no more may be in memory even if there can be no file.
  package let isStrict: Bool

  package init(memoryShare: Double, folder: FilePath, isStrict: Bool = true) {
    self.memoryShare = min(max(memoryShare, 0), 1)
    self.folder = folder
    self.isStrict = isStrict
  }

  /// All in memory.
  package static var memory: MemoryPlacement { MemoryPlacement(memoryShare: 1, folder: "/") }
}

/// The part of a region that is kept in a file.
struct SpillFile: ~Copyable {
  private let descriptor: Descriptor

  func descriptors() -> [Int32] { [descriptor.number] }

  /// Makes a file without a name, and maps it over the addresses from `base` on.
  ///
  /// - Returns: `nil` where no such file can be made.
  init?(in folder: FilePath, over base: UnsafeMutableRawPointer, byteCount: Int) {
    guard let descriptor = try? Self.namelessFile(in: folder) else { return nil }
    let flags = MAP_SHARED | MAP_NORESERVE | MAP_FIXED
    let mapping = unsafe mmap(base, byteCount, PROT_READ | PROT_WRITE, flags, descriptor.number, 0)
    guard unsafe mapping != MAP_FAILED else { return nil }
    self.descriptor = descriptor
  }

  private static func namelessFile(in folder: FilePath) throws(SystemCallError) -> Descriptor {
    do throws(SystemCallError) {
      return try FileSystem.createUnnamed(in: folder)
    } catch {
      let path = FileSystem.temporaryPath(in: folder)
      let descriptor = try FileSystem.create(path)
      FileSystem.remove(path)
      return descriptor
    }
  }

  /// Writes some bytes, with disk space behind them.
  func write(_ bytes: RawSpan, at offset: Int) throws(SystemCallError) {
    try writeAll(bytes, to: descriptor.number, at: offset)
  }

  /// Puts disk space behind some bytes, so that a full disk is an error and no SIGBUS.
  func allocate(_ range: Range<Int>) throws(SystemCallError) {
    let number = descriptor.number
    do throws(SystemCallError) {
      _ = try checked("fallocate") { shim_allocate(number, off_t(range.lowerBound), off_t(range.count)) }
    } catch {
      guard error.errno == .notSupportedOnSocket else { throw error }
      // A few file systems can only be given space by writing to it.
      let zeros = [UInt8](repeating: 0, count: 1 << 16)
      for start in stride(from: range.lowerBound, to: range.upperBound, by: zeros.count) {
        let count = min(zeros.count, range.upperBound - start)
        let written = try checked("pwrite") { unsafe Int32(pwrite(number, zeros, count, off_t(start))) }
        guard Int(written) == count else { throw SystemCallError(call: "pwrite", errno: .noSpace) }
      }
    }
  }
}
