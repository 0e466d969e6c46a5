/// The bytes of `elements` as they lie in memory: for another process of the same program.
package func rawBytes<Element: BitwiseCopyable>(of elements: [Element]) -> [UInt8] {
  unsafe elements.withUnsafeBytes { unsafe Array($0) }
}

/// The elements that `bytes` are, as `rawBytes(of:)` gave them.
package func elements<Element: BitwiseCopyable>(of type: Element.Type, in bytes: [UInt8]) -> [Element] {
  let stride = MemoryLayout<Element>.stride
  return unsafe bytes.withUnsafeBytes { raw in
    (0..<raw.count / stride).map { unsafe raw.loadUnaligned(fromByteOffset: $0 * stride, as: type) }
  }
}
