import Glibc
import SharedMemory
import SystemPackage
import Testing

struct SharedMemoryTests {
  @Test func `a ring gives records back in order and refuses one too many`() throws {
    let ring = try SharedRing<Int64>(named: "test-ring", capacity: 4)
    #expect(ring.pop() == nil)
    for round in 0..<10 {
      for value in 0..<4 { #expect(ring.push(Int64(round * 4 + value))) }
      #expect(!ring.push(-1))
      for value in 0..<4 { #expect(ring.pop() == Int64(round * 4 + value)) }
      #expect(ring.pop() == nil)
    }
  }

  @Test func `waiting on an empty ring ends after its timeout`() throws {
    let ring = try SharedRing<Int64>(named: "test-ring", capacity: 2)
    ring.waitForRecord(timeoutNanoseconds: 1_000_000)
    #expect(ring.pop() == nil)
    #expect(ring.push(1))
    ring.waitForRecord(timeoutNanoseconds: 60_000_000_000)
    #expect(ring.pop() == 1)
  }

  @Test func `an array grows in place and shows what is published`() throws {
    let array = try SharedArray<Float>(named: "test-array", capacity: 1_000_000)
    #expect(array.count == 0)
    for count in [1, 100, 100_000, 1_000_000] {
      try array.grow(to: count)
      var slot = array.slot((count - 1)..<count)
      slot[0] = Float(count)
      array.publish(count: count)
      #expect(array.span.count == count)
      #expect(array.span[count - 1] == Float(count))
      #expect(array.span[0] == 1)
    }
  }

  @Test func `an array refuses to outgrow its reserved addresses`() throws {
    let array = try SharedArray<Float>(named: "test-array", capacity: 10)
    #expect(throws: SharedMemoryError.self) { try array.grow(to: 11) }
  }

  @Test(arguments: [0.0, 0.3, 0.999])
  func `what has no place in memory is kept in a file, and stays when it is let go of`(share: Double) throws {
    let placement = MemoryPlacement(memoryShare: share, spillSpace: SpillSpace(in: "/tmp"))
    let array = try SharedArray<Int32>(named: "test-array", capacity: 1_000_000, placement: placement)
    for count in [1, 100, 250_000, 400_000, 1_000_000] {
      let before = array.count
      try array.grow(to: count)
      var slot = array.slot(before..<count)
      for index in 0..<slot.count {
        #expect(slot[index] == 0)
        slot[index] = Int32(before + index)
      }
      array.publish(count: count)
      array.letGo()
      let values = array.span
      let areKept = values.indices.allSatisfy { values[$0] == Int32($0) }
      #expect(areKept)
    }
  }

  @Test(arguments: [1, 0.4])
  func `what is discarded takes no memory any more, and what lies around it stays`(share: Double) throws {
    let placement = MemoryPlacement(memoryShare: share, spillSpace: SpillSpace(in: "/tmp"))
    let array = try SharedArray<Int32>(named: "test-array", capacity: 1_000_000, placement: placement)
    try array.grow(to: 1_000_000)
    var slot = array.slot(0..<1_000_000)
    for index in 0..<slot.count { slot[index] = Int32(index) }
    array.publish(count: 1_000_000)
    let before = Self.usedBytes(array.descriptors)
    array.discard(300_000..<300_000)
    array.discard(300_000..<300_100)
    #expect(Self.usedBytes(array.descriptors) == before)
    array.discard(200_000..<900_000)
    let freed = before - Self.usedBytes(array.descriptors)
    #expect(freed > 4 * 700_000 - 3 * 4_096 && freed <= 4 * 700_000)
    let values = array.span
    let around = [0..<200_000, 900_000..<1_000_000]
    let areKept = around.allSatisfy { range in range.allSatisfy { values[$0] == Int32($0) } }
    #expect(areKept)
  }

  /// What files without names take.
  private static func usedBytes(_ descriptors: [Int32]) -> Int {
    descriptors.reduce(0) { sum, descriptor in
      var status = stat()
      guard unsafe fstat(descriptor, &status) == 0 else { return sum }
      return sum + 512 * Int(status.st_blocks)
    }
  }

  @Test func `without a folder for its file an array has what is in memory, and no more`() throws {
    let placement = MemoryPlacement(memoryShare: 0.5, spillSpace: SpillSpace(in: "/nowhere"))
    let array = try SharedArray<UInt8>(named: "test-array", capacity: 1 << 20, placement: placement)
    try array.grow(to: 1 << 19 - 64)
    #expect(throws: SharedMemoryError.self) { try array.grow(to: 1 << 20) }
    let lenient = MemoryPlacement(memoryShare: 0.5, spillSpace: nil, isStrict: false)
    let other = try SharedArray<UInt8>(named: "test-array", capacity: 1 << 20, placement: lenient)
    try other.grow(to: 1 << 20)
    other.publish(count: 1 << 20)
    #expect(other.span[1 << 20 - 1] == 0)
  }

  @Test func `the checksum of different bytes differs, at any length`() {
    var seen: Set<UInt64> = []
    for length in 0..<100 {
      var bytes = [UInt8](repeating: 7, count: length)
      unsafe seen.insert(checksum(of: bytes.span.bytes))
      for position in bytes.indices {
        bytes[position] ^= 1
        unsafe seen.insert(checksum(of: bytes.span.bytes))
        bytes[position] ^= 1
      }
    }
    #expect(seen.count == 100 + (0..<100).reduce(0, +))
  }
}
