import RemixService
import Testing

/// RFC 9110, section 14.
struct ByteRangeTests {
  @Test(arguments: [
    ("bytes=0-0", ByteRange.part(0..<1)), ("bytes=0-", .part(0..<100)), ("bytes=10-19", .part(10..<20)),
    ("bytes=99-", .part(99..<100)), ("bytes=90-1000", .part(90..<100)), ("bytes=-10", .part(90..<100)),
    ("bytes=-1000", .part(0..<100)), ("bytes=0-99999999999999999999", .part(0..<100)),
    ("bytes=100-", .impossible), ("bytes=99999999999999999999-", .impossible), ("bytes=-0", .impossible),
    ("bytes=5-4", .ignored), ("bytes=-", .ignored), ("bytes=", .ignored), ("bytes=a-b", .ignored),
    ("bytes=0-1,5-6", .ignored), ("bytes=--5", .ignored), ("bytes=+1-2", .ignored), ("lines=0-1", .ignored),
    ("bytes 0-1", .ignored), ("", .ignored),
  ])
  func `ranges of a hundred bytes`(field: String, range: ByteRange) {
    #expect(ByteRange(field, of: 100) == range)
  }

  @Test(arguments: ["bytes=0-", "bytes=-5", "bytes=0-0"])
  func `an empty file has no range`(field: String) {
    #expect(ByteRange(field, of: 0) == .impossible)
  }
}
