/// A fast fingerprint of bytes that tells a finished slot from a torn or foreign one; not for adversaries.
///
/// Four independent lanes of multiply and xor-shift, eight bytes each, folded at the end.
package func checksum(of bytes: RawSpan) -> UInt64 {
  let multiplier: UInt64 = 0x9E37_79B9_7F4A_7C15
  var lanes = SIMD4<UInt64>(1, 2, 3, 4)
  let wordCount = bytes.byteCount / 8
  var word = 0
  while word + 4 <= wordCount {
    let input = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: word * 8, as: SIMD4<UInt64>.self)
    lanes = (lanes ^ input) &* SIMD4(repeating: multiplier)
    lanes ^= lanes &>> 29
    word += 4
  }
  var hash = UInt64(bytes.byteCount)
  for lane in 0..<4 { hash = mix(hash, lanes[lane], multiplier) }
  for offset in (word * 8)..<bytes.byteCount {
    hash = mix(hash, UInt64(unsafe bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)), multiplier)
  }
  return hash
}

private func mix(_ hash: UInt64, _ input: UInt64, _ multiplier: UInt64) -> UInt64 {
  let product = (hash ^ input) &* multiplier
  return product ^ (product >> 32)
}
