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
  /// Bytes at the start that are kept in memory.
  private let memoryBytes: Int
  /// Where the others are kept; `nil` if there are none, or if they cannot be kept.
  private let spillFile: SpillFile?
  /// What `write` needs to be open.
  let descriptors: [Int32]

  /// Reserves addresses for `reservedBytes`, with no memory behind them yet.
  package init(
    named name: String, reserving reservedBytes: Int, placement: MemoryPlacement = .memory
  ) throws(SharedMemoryError) {
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
    let steps = (Double(reservedBytes) * placement.memoryShare / Double(Self.growthStep)).rounded(.up)
    let wanted = placement.memoryShare == 1 ? reservedBytes : min(Int(steps) * Self.growthStep, reservedBytes)
    var file: SpillFile?
    if wanted < reservedBytes, let space = placement.spillSpace {
      file = unsafe SpillFile(in: space, over: mapping + wanted, byteCount: reservedBytes - wanted)
    }
    // Without a file a lack of memory is told when it is there.
    memoryBytes = file == nil && !placement.isStrict ? reservedBytes : wanted
    // A property of what cannot be copied would be read by giving the file away.
    descriptors = [number] + (placement.spillSpace.map { [$0.number] } ?? [])
    spillFile = file
  }

  /// Maps the memory behind `descriptor`, another process's, to be read.
  ///
  /// - Throws: What the kernel says, or that it is smaller than `byteCount`.
  package init(reading descriptor: consuming Descriptor, byteCount: Int) throws(SharedMemoryError) {
    let number = descriptor.number
    do throws(SystemCallError) {
      guard try FileSystem.status(of: number).byteCount >= byteCount else {
        throw SystemCallError(call: "mmap", errno: .invalidArgument)
      }
    } catch {
      throw .unavailable(error)
    }
    let mapping = unsafe mmap(nil, byteCount, PROT_READ, MAP_SHARED, number, 0)
    guard let mapping = unsafe mapping, unsafe mapping != MAP_FAILED else {
      throw .unavailable(SystemCallError(call: "mmap"))
    }
    self.descriptor = descriptor
    reservedBytes = byteCount
    committedBytes = byteCount
    unsafe base = mapping
    memoryBytes = byteCount
    spillFile = nil
    descriptors = [number]
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
    do throws(SystemCallError) {
      try allocate(committedBytes..<target)
    } catch {
      throw Self.failure(error, requestedBytes: target - committedBytes)
    }
    committedBytes = target
  }

  /// Writes `bytes` at `offset`, with memory behind them.
  ///
  /// Memory that is written like this need be neither zeroed nor mapped before: half the work of committing and touching it.
  func write(_ bytes: RawSpan, at offset: Int) throws(SharedMemoryError) {
    let end = offset + bytes.byteCount
    guard end <= reservedBytes else { throw .full(reservedBytes: reservedBytes) }
    let inMemory = max(min(end, memoryBytes) - offset, 0)
    do throws(SystemCallError) {
      try writeAll(bytes.extracting(first: inMemory), to: descriptor.number, at: offset)
      if end > memoryBytes {
        guard spillFile != nil else { throw Self.noSpillFile }
        try spillFile?.write(bytes.extracting(droppingFirst: inMemory), at: offset + inMemory - memoryBytes)
      }
    } catch {
      throw Self.failure(error, requestedBytes: bytes.byteCount)
    }
  }

  /// Believes that all of the first `byteCount` bytes were written, by this process or others.
  func trustWritten(_ byteCount: Int) {
    precondition(byteCount <= reservedBytes, "outside of the shared region")
    committedBytes = max(committedBytes, byteCount)
  }

  private static func failure(_ error: SystemCallError, requestedBytes: Int) -> SharedMemoryError {
    switch error.errno {
    case .noSpace, .noMemory, .fileTooLarge: .outOfMemory(requestedBytes: requestedBytes)
    default: .unavailable(error)
    }
  }

  private static var noSpillFile: SystemCallError { SystemCallError(call: "open a temporary file", errno: .noSpace) }

  private func allocate(_ range: Range<Int>) throws(SystemCallError) {
    let inMemory = range.clamped(to: 0..<memoryBytes)
    let spilled = range.clamped(to: memoryBytes..<reservedBytes)
    let number = descriptor.number
    if !inMemory.isEmpty {
      _ = try checked("fallocate") { shim_allocate(number, off_t(inMemory.lowerBound), off_t(inMemory.count)) }
    }
    guard !spilled.isEmpty else { return }
    guard spillFile != nil else { throw Self.noSpillFile }
    try spillFile?.allocate(spilled.lowerBound - memoryBytes..<spilled.upperBound - memoryBytes)
  }

  /// Lets go of what of the first `byteCount` bytes is kept in a file, as this process does not need it now.
  ///
  /// Nothing is lost: the kernel has it in its cache, or writes it to the file to have the memory for something else.
  func letGo(first byteCount: Int) {
    guard byteCount > memoryBytes else { return }
    unsafe madvise(base + memoryBytes, min(byteCount, reservedBytes) - memoryBytes, MADV_DONTNEED)
  }

  /// Gives back what memory lies behind whole pages of `range`, for all processes: nobody reads them any more.
  func discard(_ range: Range<Int>) {
    let page = Self.pageBytes
    precondition(range.lowerBound >= 0 && range.upperBound <= reservedBytes, "outside of the shared region")
    let (start, end) = ((range.lowerBound + page - 1) / page * page, range.upperBound / page * page)
    guard start < end else { return }
    // What is not given back now is given back with the region.
    unsafe madvise(base + start, end - start, MADV_REMOVE)
  }

  /// The address of `byteCount` bytes at `offset`; both inside of the reserved range.
  func pointer(at offset: Int, byteCount: Int) -> UnsafeMutableRawPointer {
    precondition(offset >= 0 && byteCount >= 0 && offset + byteCount <= reservedBytes, "outside of the shared region")
    return unsafe base + offset
  }

  private static let pageBytes = sysconf(Int32(_SC_PAGESIZE))

  /// Small regions take whole pages; big ones grow in steps that make calls rare and waste little.
  private static let growthStep = 1 << 16
}
