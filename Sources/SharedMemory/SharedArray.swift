import Synchronization

/// A growing array in shared memory: one process appends or hands out slots, others read what is published.
///
/// Safe: spans are checked against the count of elements that have memory behind them.
@safe package final class SharedArray<Element: BitwiseCopyable> {
  private let region: SharedRegion
  /// The most elements that the reserved addresses can hold.
  package let capacity: Int

  /// Reserves addresses for `capacity` elements; memory comes with `grow`.
  package init(
    named name: String, capacity: Int, placement: MemoryPlacement = .memory
  ) throws(SharedMemoryError) {
    self.capacity = capacity
    region = try SharedRegion(
      named: name, reserving: SharedArrayHeader.byteCount + capacity * MemoryLayout<Element>.stride,
      placement: placement)
    try region.commit(SharedArrayHeader.byteCount)
    unsafe header.initialize(to: SharedArrayHeader())
  }

  /// Makes an array of `count` zeroed elements, all published.
  package convenience init(
    named name: String, count: Int, placement: MemoryPlacement = .memory
  ) throws(SharedMemoryError) {
    try self.init(named: name, capacity: max(count, 1), placement: placement)
    try grow(to: count)
    publish(count: count)
  }

  /// The elements that may be read, as published by the process that grows the array.
  package var count: Int { unsafe header.pointee.count.load(ordering: .acquiring) }

  /// Puts zeroed memory behind the first `count` elements.
  package func grow(to count: Int) throws(SharedMemoryError) {
    guard count <= capacity else { throw .full(reservedBytes: region.reservedBytes) }
    try region.commit(SharedArrayHeader.byteCount + count * MemoryLayout<Element>.stride)
  }

  /// What a process must keep open to `write`; reading, and writing to slots, needs none.
  package var descriptors: [Int32] { region.descriptors }

  /// Writes `elements` from `index` on, and puts memory behind them: for what is to be published with `publishWritten`.
  package func write(_ elements: Span<Element>, at index: Int) throws(SharedMemoryError) {
    try unsafe region.write(elements.bytes, at: SharedArrayHeader.byteCount + index * MemoryLayout<Element>.stride)
  }

  /// Lets every process read the first `count` elements, which have memory and their final values.
  package func publish(count: Int) {
    precondition(SharedArrayHeader.byteCount + count * MemoryLayout<Element>.stride <= region.committedBytes)
    unsafe header.pointee.count.store(count, ordering: .releasing)
  }

  /// Lets every process read the first `count` elements, all of which were written with `write`, by whomever.
  package func publishWritten(count: Int) {
    region.trustWritten(SharedArrayHeader.byteCount + count * MemoryLayout<Element>.stride)
    publish(count: count)
  }

  /// The published elements.
  package var span: Span<Element> {
    @_lifetime(borrow self)
    get {
      let count = self.count
      let elements = unsafe Span(_unsafeStart: UnsafePointer(start(of: 0..<count)), count: count)
      return unsafe _overrideLifetime(elements, borrowing: self)
    }
  }

  /// Published elements, for a process that goes on using them when the array is gone.
  package func copy(of range: Range<Int>) -> [Element] {
    let elements = span.extracting(range)
    return unsafe elements.withUnsafeBufferPointer { unsafe Array($0) }
  }

  /// The elements of `range`, to write to: the caller must be the only process that uses them now.
  @_lifetime(borrow self)
  package func slot(_ range: Range<Int>) -> MutableSpan<Element> {
    let elements = unsafe MutableSpan(_unsafeStart: start(of: range), count: range.count)
    return unsafe _overrideLifetime(elements, borrowing: self)
  }

  /// Lets go of elements that are kept in a file, not in memory: the kernel has them until somebody needs them again.
  ///
  /// - Parameter count: Elements from the first on; those that are published unless given.
  package func letGo(first count: Int? = nil) {
    region.letGo(first: SharedArrayHeader.byteCount + (count ?? self.count) * MemoryLayout<Element>.stride)
  }

  /// Gives back the memory of elements that no process reads or writes any more.
  package func discard(_ range: Range<Int>) {
    let (header, stride) = (SharedArrayHeader.byteCount, MemoryLayout<Element>.stride)
    region.discard(header + range.lowerBound * stride..<header + range.upperBound * stride)
  }

  /// The fingerprint of the elements of `range`, published or not.
  package func checksum(of range: Range<Int>) -> UInt64 {
    let elements = slot(range)
    let span = elements.span
    return unsafe SharedMemory.checksum(of: span.bytes)
  }

  private var header: UnsafeMutablePointer<SharedArrayHeader> {
    unsafe region.pointer(at: 0, byteCount: SharedArrayHeader.byteCount)
      .assumingMemoryBound(to: SharedArrayHeader.self)
  }

  private func start(of range: Range<Int>) -> UnsafeMutablePointer<Element> {
    let stride = MemoryLayout<Element>.stride
    return unsafe region.pointer(
      at: SharedArrayHeader.byteCount + range.lowerBound * stride, byteCount: range.count * stride
    ).assumingMemoryBound(to: Element.self)
  }
}

/// What stands before the elements of a shared array.
private struct SharedArrayHeader: ~Copyable {
  let count = Atomic<Int>(0)

  /// A cache line, so that the elements are aligned for vector loads.
  static let byteCount = 64
}
