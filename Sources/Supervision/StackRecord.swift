import CPosixShims
import Synchronization

/// Where a process writes its own stack, when it is asked to or crashes: shared memory that others read.
///
/// The C handler writes it as a `shim_stack_record`.
package struct StackRecord: ~Copyable {
  private let generation = Atomic<UInt64>(0)
  private let signal = Atomic<UInt64>(0)
  private let isMemoryShort = Atomic<UInt64>(0)
  private let count = Atomic<UInt64>(0)
  private let frames: InlineArray<60, Atomic<UInt64>>

  package init() {
    frames = InlineArray { _ in Atomic(0) }
  }

  /// Has this process (but none that it forks) write its stacks here from now on.
  ///
  /// This value must lie in memory that outlives the process.
  package borrowing func keepOwn() {
    unsafe withUnsafePointer(to: self) { record in
      let raw = unsafe UnsafeMutableRawPointer(mutating: record)
      unsafe shim_keep_stack(raw.bindMemory(to: shim_stack_record.self, capacity: 1))
    }
  }

  /// Stacks written so far.
  package var writtenCount: UInt64 { generation.load(ordering: .acquiring) }

  /// The stack that was written last.
  package var latest: StackTrace {
    let count = Int(min(count.load(ordering: .relaxed), UInt64(frames.count)))
    return StackTrace(
      addresses: (0..<count).map { frames[$0].load(ordering: .relaxed) },
      signal: Int32(truncatingIfNeeded: signal.load(ordering: .relaxed)),
      isMemoryShort: isMemoryShort.load(ordering: .relaxed) != 0)
  }

  /// Writes `trace` as the process itself would; only for who owns the record.
  borrowing func write(_ trace: StackTrace) {
    for (index, address) in trace.addresses.prefix(frames.count).enumerated() {
      frames[index].store(address, ordering: .relaxed)
    }
    count.store(UInt64(min(trace.addresses.count, frames.count)), ordering: .relaxed)
    signal.store(UInt64(truncatingIfNeeded: trace.signal), ordering: .relaxed)
    isMemoryShort.store(trace.isMemoryShort ? 1 : 0, ordering: .relaxed)
    generation.add(1, ordering: .releasing)
  }
}

/// The calls that a process was in.
package struct StackTrace: Equatable, Sendable {
  /// Of the instructions to return to, the innermost first.
  package var addresses: [UInt64] = []
  /// The signal that ended the process; 0 if it was only asked.
  package var signal: Int32 = 0
  /// Whether the process could not have had much more memory.
  package var isMemoryShort = false

  package init(addresses: [UInt64] = [], signal: Int32 = 0, isMemoryShort: Bool = false) {
    self.addresses = addresses
    self.signal = signal
    self.isMemoryShort = isMemoryShort
  }
}
