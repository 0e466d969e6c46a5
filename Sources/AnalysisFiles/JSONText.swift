import FoundationEssentials

/// Values as JSON that people and programs like to read.
enum JSONText {
  /// `value` as indented JSON with sorted keys and a newline; arrays of plain values stand in one line.
  ///
  /// - Precondition: All numbers in `value` are finite.
  static func encode(_ value: some Encodable) -> [UInt8] {
    encode(value, keys: .useDefaultKeys)
  }

  /// The same, with a key such as `fileMetadata` written as `file_metadata`.
  static func encodeInSnakeCase(_ value: some Encodable) -> [UInt8] {
    encode(value, keys: .convertToSnakeCase)
  }

  private static func encode(_ value: some Encodable, keys: JSONEncoder.KeyEncodingStrategy) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = keys
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      return joiningPlainArrays(in: Array(try encoder.encode(value))) + [UInt8(ascii: "\n")]
    } catch {
      preconditionFailure("a value of finite numbers is always JSON: \(error)")
    }
  }

  /// `json` with each array that holds neither arrays nor objects put in one line.
  private static func joiningPlainArrays(in json: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(json.count)
    var index = 0
    while index < json.count {
      if json[index] == UInt8(ascii: "\"") {
        let end = endOfString(in: json, from: index)
        result += json[index..<end]
        index = end
      } else if json[index] == UInt8(ascii: "["), let end = endOfPlainArray(in: json, from: index) {
        appendJoined(json[index..<end], to: &result)
        index = end
      } else {
        result.append(json[index])
        index += 1
      }
    }
    return result
  }

  /// The index after the string that starts at `start`.
  private static func endOfString(in json: [UInt8], from start: Int) -> Int {
    var index = start + 1
    while index < json.count, json[index] != UInt8(ascii: "\"") {
      index += json[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    return min(index + 1, json.count)
  }

  /// The index after the array that starts at `start`; `nil` if it holds anything but strings, numbers and the like.
  private static func endOfPlainArray(in json: [UInt8], from start: Int) -> Int? {
    var index = start + 1
    while index < json.count {
      switch json[index] {
      case UInt8(ascii: "["), UInt8(ascii: "{"): return nil
      case UInt8(ascii: "]"): return index + 1
      case UInt8(ascii: "\""): index = endOfString(in: json, from: index)
      default: index += 1
      }
    }
    return nil
  }

  private static func appendJoined(_ array: ArraySlice<UInt8>, to result: inout [UInt8]) {
    let bytes = Array(array)
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\"") {
        let end = endOfString(in: bytes, from: index)
        result += bytes[index..<end]
        index = end
        continue
      }
      let isSpace = byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n")
      if !isSpace { result.append(byte) }
      if byte == UInt8(ascii: ",") { result.append(UInt8(ascii: " ")) }
      index += 1
    }
  }
}
