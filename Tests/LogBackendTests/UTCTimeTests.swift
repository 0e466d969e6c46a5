import Glibc
import LogBackend
import Testing

@Suite struct `UTC time` {
  @Test(arguments: [
    (0, "1970-01-01T00:00:00.000000Z"),
    (-1, "1969-12-31T23:59:59.000000Z"),
    (951_782_400, "2000-02-29T00:00:00.000000Z"),
    (951_868_799, "2000-02-29T23:59:59.000000Z"),
    (951_868_800, "2000-03-01T00:00:00.000000Z"),
    (1_709_251_199, "2024-02-29T23:59:59.000000Z"),
    (1_735_689_599, "2024-12-31T23:59:59.000000Z"),
    (1_772_323_199, "2026-02-28T23:59:59.000000Z"),
    (4_107_542_399, "2100-02-28T23:59:59.000000Z"),
    (4_107_542_400, "2100-03-01T00:00:00.000000Z"),
    (2_147_483_648, "2038-01-19T03:14:08.000000Z"),
  ])
  func `known instants have their dates`(secondsSince1970: Int, expected: String) {
    #expect(UTCTime(secondsSince1970: secondsSince1970).iso8601 == expected)
  }

  @Test func `microseconds keep their leading zeros`() {
    #expect(UTCTime(secondsSince1970: 0, microseconds: 42).iso8601 == "1970-01-01T00:00:00.000042Z")
  }

  @Test func `every day of eight centuries is the C library's day`() {
    let secondsPerDay = 86_400
    // 1600-01-01 to 2400-01-01: two whole cycles of leap years.
    for day in -135_140..<157_054 {
      let instant = day * secondsPerDay + 45_296
      let time = UTCTime(secondsSince1970: instant)
      let date = [time.year, time.month, time.day, time.hour, time.minute, time.second]
      guard date == libraryDate(instant) else {
        Issue.record("day \(day) is not \(time.iso8601)")
        return
      }
    }
  }

  @Test func `now lies between two looks at the wall clock`() {
    let before = UTCTime(secondsSince1970: time(nil))
    let now = UTCTime.now().iso8601
    let after = UTCTime(secondsSince1970: time(nil) + 1)
    #expect(before.iso8601 <= now && now < after.iso8601)
  }
}

private func libraryDate(_ secondsSince1970: Int) -> [Int] {
  var instant = secondsSince1970
  var date = unsafe tm()
  unsafe gmtime_r(&instant, &date)
  let fields = unsafe [date.tm_year + 1900, date.tm_mon + 1, date.tm_mday, date.tm_hour, date.tm_min, date.tm_sec]
  return fields.map(Int.init)
}
