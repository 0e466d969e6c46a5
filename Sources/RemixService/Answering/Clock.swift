import FoundationEssentials
import Glibc

/// The time as people have it.
enum Clock {
  /// Seconds since 1970.
  static var now: Double { Date().timeIntervalSince1970 }

  /// Now, as fields of HTTP have it (RFC 9110, section 5.6.7).
  static var fieldText: String {
    var (seconds, fields) = unsafe (time(nil), tm())
    var text = [CChar](repeating: 0, count: 40)
    unsafe gmtime_r(&seconds, &fields)
    let count = unsafe strftime(&text, text.count, "%a, %d %b %Y %H:%M:%S GMT", &fields)
    return String(decoding: text.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// As RFC 3339 writes it, in UTC.
  static func text(_ seconds: Double) -> String {
    Date(timeIntervalSince1970: seconds).formatted(.iso8601)
  }
}
