import Processes
import Synchronization

/// A queue of fixed-size records from one process to one other, in shared memory.
///
/// A record counts only once the producer has moved `tail` past it: a producer that is killed in the middle of
/// a write leaves nothing behind. The consumer sleeps on `tail` (futex).
///
/// Safe: indices are masked into the slots, which are committed when the ring is made.
@safe package struct SharedRing<Record: BitwiseCopyable> {
  private let region: SharedRegion
  private let tail: UnsafeMutablePointer<Atomic<UInt32>>
  private let head: UnsafeMutablePointer<Atomic<UInt32>>
  private let slots: UnsafeMutablePointer<Record>
  private let mask: UInt32

  /// An empty ring for `capacity` records, a power of two.
  package init(named name: String, capacity: Int) throws(SharedMemoryError) {
    precondition(capacity > 0 && capacity & (capacity - 1) == 0, "a ring's capacity is a power of two")
    let byteCount = 2 * Self.cacheLine + capacity * MemoryLayout<Record>.stride
    region = try SharedRegion(named: name, reserving: byteCount)
    try region.commit(byteCount)
    // Producer and consumer each write to a cache line of their own.
    unsafe tail = region.pointer(at: 0, byteCount: 4).bindMemory(to: Atomic<UInt32>.self, capacity: 1)
    unsafe head = region.pointer(at: Self.cacheLine, byteCount: 4).bindMemory(to: Atomic<UInt32>.self, capacity: 1)
    unsafe slots = region.pointer(at: 2 * Self.cacheLine, byteCount: capacity * MemoryLayout<Record>.stride)
      .bindMemory(to: Record.self, capacity: capacity)
    mask = UInt32(capacity - 1)
    unsafe tail.initialize(to: Atomic(0))
    unsafe head.initialize(to: Atomic(0))
  }

  /// Appends `record` and wakes the consumer; `false` if the ring is full.
  package func push(_ record: Record) -> Bool {
    let end = unsafe tail.pointee.load(ordering: .relaxed)
    guard unsafe end &- head.pointee.load(ordering: .acquiring) <= mask else { return false }
    unsafe slots[Int(end & mask)] = record
    unsafe tail.pointee.store(end &+ 1, ordering: .releasing)
    unsafe Futex.wakeOne(word)
    return true
  }

  /// Takes the oldest record, or `nil`.
  package func pop() -> Record? {
    let start = unsafe head.pointee.load(ordering: .relaxed)
    guard unsafe start != tail.pointee.load(ordering: .acquiring) else { return nil }
    let record = unsafe slots[Int(start & mask)]
    unsafe head.pointee.store(start &+ 1, ordering: .releasing)
    return record
  }

  /// Sleeps until a record is there; may return early, at the latest after `timeoutNanoseconds`.
  package func waitForRecord(timeoutNanoseconds: Int64) {
    let start = unsafe head.pointee.load(ordering: .relaxed)
    guard unsafe start == tail.pointee.load(ordering: .acquiring) else { return }
    unsafe Futex.wait(word, while: start, timeoutNanoseconds: timeoutNanoseconds)
  }

  private var word: UnsafeMutablePointer<UInt32> {
    unsafe UnsafeMutableRawPointer(tail).assumingMemoryBound(to: UInt32.self)
  }

  private static var cacheLine: Int { 64 }
}
