import Processes
import Synchronization

/// A lock between processes, in memory that they share: one word, and the kernel only when somebody has to wait (Drepper 2011, "Futexes
/// Are Tricky", the second mutex).
///
/// A process that ends while it holds the lock leaves it locked: that is why the program itself shares by handing over.
struct SharedLock: ~Copyable {
  /// 0: free; 1: taken; 2: taken, and somebody may wait.
  private let word = Atomic<UInt32>(0)

  func acquire() {
    var (isTaken, state) = word.compareExchange(expected: 0, desired: 1, ordering: .acquiring)
    if isTaken { return }
    repeat {
      if state == 2 || word.compareExchange(expected: 1, desired: 2, ordering: .relaxed).original != 0 { sleep() }
      (isTaken, state) = word.compareExchange(expected: 0, desired: 2, ordering: .acquiring)
    } while !isTaken
  }

  func release() {
    if word.exchange(0, ordering: .releasing) == 2 { wakeOne() }
  }

  private func sleep() {
    unsafe withUnsafePointer(to: word) { word in
      unsafe Futex.wait(
        UnsafeMutableRawPointer(mutating: word).assumingMemoryBound(to: UInt32.self), while: 2,
        timeoutNanoseconds: 100_000_000)
    }
  }

  private func wakeOne() {
    unsafe withUnsafePointer(to: word) { word in
      unsafe Futex.wakeOne(UnsafeMutableRawPointer(mutating: word).assumingMemoryBound(to: UInt32.self))
    }
  }
}
