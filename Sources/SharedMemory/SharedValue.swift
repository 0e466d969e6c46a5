package import Processes

/// One value of atomics in shared memory, such as a board of counters.
///
/// Safe: the memory is committed and initialised before anyone can reach it, and lives as long as this object.
@safe package final class SharedValue<Value: ~Copyable> {
  private let region: SharedRegion
  private let pointer: UnsafeMutablePointer<Value>

  /// Places `value` in shared memory of its own.
  package init(named name: String, _ value: consuming Value) throws(SharedMemoryError) {
    region = try SharedRegion(named: name, reserving: MemoryLayout<Value>.size)
    try region.commit(MemoryLayout<Value>.size)
    unsafe pointer = region.pointer(at: 0, byteCount: MemoryLayout<Value>.size).bindMemory(to: Value.self, capacity: 1)
    unsafe pointer.initialize(to: value)
  }

  /// The value of this type in the memory behind `descriptor`, another process's: only to be read.
  package init(reading descriptor: consuming Descriptor) throws(SharedMemoryError) {
    region = try SharedRegion(reading: descriptor, byteCount: MemoryLayout<Value>.size)
    unsafe pointer = region.pointer(at: 0, byteCount: MemoryLayout<Value>.size).bindMemory(to: Value.self, capacity: 1)
  }

  /// The value; its atomics may change at any time.
  package var value: Value {
    unsafeAddress { unsafe UnsafePointer(pointer) }
  }
}
