import CPosixShims
import Glibc
package import Processes
import SystemPackage

/// Anonymous memory that this process and all it forks afterwards see at the same address.
///
/// The address range is reserved whole at the start and gets memory as it is committed, so a region can grow
/// after a fork without anybody mapping it anew.
///
/// Safe: the mapping lives as long as this object, and every access is checked against the reserved range.
@safe package final class SharedRegion {
  package let reservedBytes: Int
  /// Bytes that have memory behind them, as far as this process knows.
  package private(set) var committedBytes = 0
  /// The memory's file (memfd), by which another process can map it too.
  package let descriptor: Descriptor
  private let base: UnsafeMutableRawPointer

  /// Reserves addresses for `reservedBytes`, with no memory behind them yet.
  package init(named name: String, reserving reservedBytes: Int) throws(SharedMemoryError) {
    let number = unsafe shim_memfd_create(name)
    guard number >= 0 else { throw .unavailable(SystemCallError(call: "memfd_create")) }
    let descriptor = Descriptor(owning: number)
    let mapping = unsafe mmap(nil, reservedBytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, number, 0)
    guard let mapping = unsafe mapping, unsafe mapping != MAP_FAILED else {
      throw .unavailable(SystemCallError(call: "mmap"))
    }
    self.descriptor = descriptor
    self.reservedBytes = reservedBytes
    unsafe base = mapping
  }

  deinit {
    unsafe munmap(base, reservedBytes)
  }

  /// Puts zeroed memory behind the first `byteCount` bytes.
  ///
  /// Allocating here, not at the first touch, turns a lack of memory into an error instead of a SIGBUS.
  package func commit(_ byteCount: Int) throws(SharedMemoryError) {
    guard byteCount > committedBytes else { return }
    guard byteCount <= reservedBytes else { throw .full(reservedBytes: reservedBytes) }
    let target = min(reservedBytes, (byteCount + Self.growthStep - 1) / Self.growthStep * Self.growthStep)
    let added = target - committedBytes
    while shim_allocate(descriptor.number, off_t(committedBytes), off_t(added)) != 0 {
      let failure = SystemCallError(call: "fallocate")
      switch failure.errno {
      case .interrupted: continue
      case .noSpace, .noMemory, .fileTooLarge: throw .outOfMemory(requestedBytes: added)
      default: throw .unavailable(failure)
      }
    }
    committedBytes = target
  }

  /// The address of `byteCount` bytes at `offset`; both inside of the reserved range.
  func pointer(at offset: Int, byteCount: Int) -> UnsafeMutableRawPointer {
    precondition(offset >= 0 && byteCount >= 0 && offset + byteCount <= reservedBytes, "outside of the shared region")
    return unsafe base + offset
  }

  /// Small regions take whole pages; big ones grow in steps that make calls rare and waste little.
  private static let growthStep = 1 << 16
}
