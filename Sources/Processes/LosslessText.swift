import Glibc
package import SystemPackage

/// The command line and paths as strings, without loss: Linux names files by bytes, and Swift strings hold only Unicode.
///
/// A byte that is no valid UTF-8 becomes a private-use character on the way in and the byte again on the way out.
package enum LosslessText {
  /// The arguments after the program's name.
  package static func arguments() -> [String] {
    (1..<max(1, Int(CommandLine.argc))).compactMap { index in
      guard let argument = unsafe CommandLine.unsafeArgv[index] else { return nil }
      return string(from: unsafe Array(UnsafeBufferPointer(start: argument, count: strlen(argument))))
    }
  }

  /// The bytes that `string` stands for.
  package static func bytes(of string: String) -> [UInt8] {
    string.unicodeScalars.flatMap { scalar -> [UInt8] in
      if let byte = byte(of: scalar) { return [byte] }
      return Array(String(scalar).utf8)
    }
  }

  /// The path that `string` stands for.
  package static func path(of string: String) -> FilePath {
    let bytes: [CChar] = bytes(of: string).map(CChar.init(bitPattern:)) + [0]
    return FilePath(platformString: bytes)
  }

  /// `string` for a message of one line: control characters and bytes that are no text are written out.
  package static func printable(_ string: String) -> String {
    var result = ""
    for scalar in string.unicodeScalars {
      if let byte = byte(of: scalar) {
        result += hexadecimal(byte)
      } else if scalar == "\n" {
        result += "\\n"
      } else if scalar.properties.generalCategory == .control {
        result += hexadecimal(UInt8(truncatingIfNeeded: scalar.value))
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static let firstStandIn: UInt32 = 0x10_FE00

  private static func byte(of scalar: Unicode.Scalar) -> UInt8? {
    let value = scalar.value
    return value >= firstStandIn + 0x80 && value <= firstStandIn + 0xFF ? UInt8(value - firstStandIn) : nil
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return "\\x" + (digits.count < 2 ? "0" : "") + digits
  }

  /// The string that stands for `path`.
  package static func string(from path: FilePath) -> String {
    let bytes = unsafe path.withPlatformString { unsafe Array(UnsafeBufferPointer(start: $0, count: strlen($0))) }
    return string(from: bytes)
  }

  private static func string(from bytes: [CChar]) -> String {
    var result = ""
    var rest = bytes.map { UInt8(bitPattern: $0) }[...]
    while !rest.isEmpty {
      if let length = validPrefixLength(rest) {
        result += String(decoding: rest.prefix(length), as: UTF8.self)
        rest = rest.dropFirst(length)
      } else {
        let standIn = Unicode.Scalar(firstStandIn + UInt32(rest.removeFirst()))
        if let standIn { result.unicodeScalars.append(standIn) }
      }
    }
    return result
  }

  /// The bytes of the character that `bytes` starts with, or `nil` if it starts with none.
  private static func validPrefixLength(_ bytes: ArraySlice<UInt8>) -> Int? {
    for length in 1...4 where length <= bytes.count {
      if String(validating: bytes.prefix(length), as: UTF8.self) != nil { return length }
    }
    return nil
  }
}
