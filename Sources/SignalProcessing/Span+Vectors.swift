extension Span<Float> {
  /// The eight values from `index` on; together they must lie within the span.
  @inlinable
  package func vector(from index: Int) -> SIMD8<Float> {
    precondition(index >= 0 && count - index >= 8, "eight values must lie within the span")
    return unsafe withUnsafeBytes { bytes in
      unsafe bytes.loadUnaligned(fromByteOffset: index &* MemoryLayout<Float>.stride, as: SIMD8<Float>.self)
    }
  }

  /// The four values from `index` on.
  ///
  /// Unsafe: the caller has checked that they lie within the span.
  @unsafe @inline(__always)
  func four(unchecked index: Int) -> SIMD4<Float> {
    unsafe withUnsafeBytes { bytes in
      unsafe bytes.loadUnaligned(fromByteOffset: index &* MemoryLayout<Float>.stride, as: SIMD4<Float>.self)
    }
  }

  /// The eight values from `index` on, for kernels that have made sure of all their places beforehand.
  @unsafe @inlinable @inline(__always)
  package func vector(unchecked index: Int) -> SIMD8<Float> {
    unsafe withUnsafeBytes { bytes in
      unsafe bytes.loadUnaligned(fromByteOffset: index &* MemoryLayout<Float>.stride, as: SIMD8<Float>.self)
    }
  }

  /// The sum of this span's products with one of equal length, in eight interleaved sums: one would not vectorise.
  @inlinable
  package func dot(_ other: Span<Float>) -> Float {
    precondition(count == other.count, "factors come in pairs")
    var sums = SIMD8<Float>()
    let whole = count / 8 * 8
    var index = 0
    while index < whole {
      // Not `addProduct`: where the CPU may lack fused operations it calls a function for each lane.
      sums += vector(from: index) * other.vector(from: index)
      index += 8
    }
    var sum = sums.sum()
    while index < count {
      sum += self[index] * other[index]
      index += 1
    }
    return sum
  }

  /// The mean, summed from the first value to the last; 0 if there is none.
  @inlinable
  package var mean: Float {
    var sum: Float = 0
    for index in indices { sum += self[index] }
    return isEmpty ? 0 : sum / Float(count)
  }
}

extension Span<Int16> {
  /// The eight values from `index` on; together they must lie within the span.
  @inline(__always)
  func eight(from index: Int) -> SIMD8<Int16> {
    precondition(index >= 0 && count - index >= 8, "eight values must lie within the span")
    return unsafe withUnsafeBytes { bytes in
      unsafe bytes.loadUnaligned(fromByteOffset: index &* MemoryLayout<Int16>.stride, as: SIMD8<Int16>.self)
    }
  }
}

extension MutableSpan<Float> {
  /// Overwrites all values by as many others.
  @inlinable
  package mutating func copy(_ values: Span<Float>) {
    precondition(values.count == count, "a copy is as long as what it copies")
    unsafe withUnsafeMutableBufferPointer { target in
      unsafe values.withUnsafeBufferPointer { source in
        _ = unsafe target.update(fromContentsOf: source)
      }
    }
  }

  /// Adds as many other values times `gain`.
  @inlinable
  package mutating func add(_ values: Span<Float>, gain: Float) {
    precondition(values.count == count, "every value has one that is added to it")
    for index in values.indices { self[index] += gain * values[index] }
  }

  /// Writes eight values from `index` on; together they must lie within the span.
  @inlinable
  package mutating func set(_ vector: SIMD8<Float>, from index: Int) {
    precondition(index >= 0 && count - index >= 8, "eight values must lie within the span")
    unsafe withUnsafeMutableBytes { bytes in
      unsafe bytes.storeBytes(of: vector, toByteOffset: index &* MemoryLayout<Float>.stride, as: SIMD8<Float>.self)
    }
  }

  /// The same for kernels that have made sure of all their places beforehand.
  @unsafe @inlinable @inline(__always)
  package mutating func set(_ vector: SIMD8<Float>, unchecked index: Int) {
    unsafe withUnsafeMutableBytes { bytes in
      unsafe bytes.storeBytes(of: vector, toByteOffset: index &* MemoryLayout<Float>.stride, as: SIMD8<Float>.self)
    }
  }
}

extension MutableSpan<Int16> {
  /// Writes eight values from `index` on; together they must lie within the span.
  @inline(__always)
  mutating func set(_ vector: SIMD8<Int16>, from index: Int) {
    precondition(index >= 0 && count - index >= 8, "eight values must lie within the span")
    unsafe withUnsafeMutableBytes { bytes in
      unsafe bytes.storeBytes(of: vector, toByteOffset: index * MemoryLayout<Int16>.stride, as: SIMD8<Int16>.self)
    }
  }
}
