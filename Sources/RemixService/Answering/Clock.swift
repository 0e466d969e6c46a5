import FoundationEssentials

/// The time as people have it.
enum Clock {
  /// Seconds since 1970.
  static var now: Double { Date().timeIntervalSince1970 }

  /// As RFC 3339 writes it, in UTC.
  static func text(_ seconds: Double) -> String {
    Date(timeIntervalSince1970: seconds).formatted(.iso8601)
  }
}
