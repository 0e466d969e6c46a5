/// An instant as its calendar date and time in UTC.
///
/// Own arithmetic: `gmtime_r` takes a lock inside the C library, which a fork does not reopen.
package struct UTCTime: Equatable, Sendable {
  package let year: Int
  /// From 1 to 12.
  package let month: Int
  /// From 1 to 31.
  package let day: Int
  package let hour: Int
  package let minute: Int
  package let second: Int
  /// Below 1,000,000.
  package let microsecond: Int

  /// The date of a Unix time: `seconds` since 1970 without leap seconds, may be negative.
  ///
  /// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`: years start in March, so that the
  /// leap day is a year's last, and 400 years (146,097 days) make an era.
  package init(secondsSince1970 seconds: Int, microseconds: Int = 0) {
    let (days, secondOfDay) = floorDivide(seconds, by: 86_400)
    let (era, dayOfEra) = floorDivide(days + 719_468, by: 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    hour = secondOfDay / 3600
    minute = secondOfDay / 60 % 60
    second = secondOfDay % 60
    microsecond = microseconds
  }

  /// The wall clock's time.
  package static func now() -> UTCTime {
    let (seconds, microseconds) = SystemCalls.wallClock()
    return UTCTime(secondsSince1970: seconds, microseconds: microseconds)
  }

  /// ISO 8601 with microseconds, such as `2026-02-28T23:59:59.000042Z`.
  package var iso8601: String {
    let date = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    let time = "\(padded(hour, 2)):\(padded(minute, 2)):\(padded(second, 2)).\(padded(microsecond, 6))"
    return "\(date)T\(time)Z"
  }
}

/// Division that rounds towards minus infinity, so that times before 1970 come out right.
private func floorDivide(_ value: Int, by divisor: Int) -> (quotient: Int, remainder: Int) {
  let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
  return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
}

private func padded(_ value: Int, _ width: Int) -> String {
  let digits = String(value)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
