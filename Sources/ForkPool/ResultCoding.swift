import FoundationEssentials
import SharedMemory

/// How values get from a child to its parent.
struct ResultCoding<Value> {
  let encode: (Value) throws -> [UInt8]
  let decode: ([UInt8]) throws -> Value
}

extension ResultCoding where Value: BitwiseCopyable {
  /// As it lies in memory.
  static var bitwise: ResultCoding {
    ResultCoding(
      encode: { rawBytes(of: [$0]) },
      decode: { bytes in
        guard let value = elements(of: Value.self, in: bytes).first else { throw TornResult() }
        return value
      })
  }

  /// One value after the other.
  static var bitwiseElements: ResultCoding<[Value]> {
    ResultCoding<[Value]>(
      encode: { rawBytes(of: $0) },
      decode: { elements(of: Value.self, in: $0) })
  }
}

extension ResultCoding where Value: Codable {
  /// As JSON, with numbers that JSON does not know as text.
  static var coded: ResultCoding {
    ResultCoding(
      encode: { value in
        let encoder = JSONEncoder()
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
          positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return Array(try encoder.encode(value))
      },
      decode: { bytes in
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
          positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return try decoder.decode(Value.self, from: Data(bytes))
      })
  }
}

/// Fewer bytes than the value has.
private struct TornResult: Error {}
