import Audio
import SignalProcessing

/// `StateVariableFilter` for two channels at once.
struct StereoFilterSection {
  fileprivate var first = SIMD2<Float>.zero
  fileprivate var second = SIMD2<Float>.zero

  @inline(__always)
  mutating func process(_ input: SIMD2<Float>, _ terms: SIMD4<Float>) -> (low: SIMD2<Float>, high: SIMD2<Float>) {
    let difference = input - second
    let band = first * terms.x + difference * terms.y
    let low = second + first * terms.y + difference * terms.z
    first = band + band - first
    second = low + low - second
    return (low, input - band * terms.w - low)
  }
}

/// The high-pass outputs of two sections one after the other, two samples at a time.
///
/// A section alone waits for itself: each sample needs the state that the one before left. Here the state moves on by
/// two samples at once, and the second section works on the two samples that the first has just left behind. The sum
/// is the same but for rounding.
struct PairedHighPass {
  // Lanes: left and right of the first section, left and right of the second.
  private var first = SIMD4<Float>()
  private var second = SIMD4<Float>()
  /// The outputs of the earlier and the later sample: of the inputs, of `first`, of the earlier input.
  private var (direct, earlierFirst, laterFirst, laterEarlier) = (
    SIMD4<Float>(), SIMD4<Float>(), SIMD4<Float>(), SIMD4<Float>()
  )
  /// What becomes of `first`, and what is added to `second`: of `first`, of the earlier and of the later input.
  private var (firstFirst, firstEarlier, firstLater) = (SIMD4<Float>(), SIMD4<Float>(), SIMD4<Float>())
  private var (secondFirst, secondEarlier, secondLater) = (SIMD4<Float>(), SIMD4<Float>(), SIMD4<Float>())

  /// - Parameter sections: The terms of `FilterCoefficients`.
  init(_ sections: SIMD4<Float>...) {
    for (index, terms) in sections.enumerated() {
      let (a1, band, low, damping) = (
        Double(terms.x), 2 * Double(terms.y), 2 * Double(terms.z), Double(terms.w)
      )
      let (kept, out) = (2 * a1 - 1, damping * a1 + 0.5 * band)
      for lane in 2 * index...2 * index + 1 {
        direct[lane] = Float(a1)
        earlierFirst[lane] = Float(out)
        laterFirst[lane] = Float(a1 * band + out * kept)
        laterEarlier[lane] = Float(a1 * low + out * band)
        firstFirst[lane] = Float(kept * kept - band * band)
        firstEarlier[lane] = Float(band * (kept - low))
        firstLater[lane] = Float(band)
        secondFirst[lane] = Float(band * (1 + kept - low))
        secondEarlier[lane] = Float(low + band * band - low * low)
        secondLater[lane] = Float(low)
      }
    }
  }

  mutating func load(_ before: StereoFilterSection, _ after: StereoFilterSection) {
    first = SIMD4(lowHalf: before.first, highHalf: after.first)
    second = SIMD4(lowHalf: before.second, highHalf: after.second)
  }

  func store(_ before: inout StereoFilterSection, _ after: inout StereoFilterSection) {
    (before.first, before.second) = (first.lowHalf, second.lowHalf)
    (after.first, after.second) = (first.highHalf, second.highHalf)
  }

  /// Filters in place, then multiplies by `gain`.
  ///
  /// - Parameter sound: An even number of samples, at least 2.
  mutating func process(_ sound: inout MutableStereoSpan, gain: Float) {
    precondition(sound.count >= 2 && sound.count.isMultiple(of: 2), "samples come in pairs")
    // The first section begins alone and the second ends alone: what the other makes of silence is forgotten.
    let after = (first.highHalf, second.highHalf)
    var outputs = advance(
      SIMD4(sound.left[0], sound.right[0], 0, 0), SIMD4(sound.left[1], sound.right[1], 0, 0))
    (first.highHalf, second.highHalf) = after
    var index = 2
    while index < sound.count {
      outputs = advance(
        SIMD4(lowHalf: SIMD2(sound.left[index], sound.right[index]), highHalf: outputs.earlier.lowHalf),
        SIMD4(lowHalf: SIMD2(sound.left[index + 1], sound.right[index + 1]), highHalf: outputs.later.lowHalf))
      Self.write(outputs, gain, at: index - 2, to: &sound)
      index += 2
    }
    let before = (first.lowHalf, second.lowHalf)
    outputs = advance(
      SIMD4(lowHalf: SIMD2(), highHalf: outputs.earlier.lowHalf),
      SIMD4(lowHalf: SIMD2(), highHalf: outputs.later.lowHalf))
    (first.lowHalf, second.lowHalf) = before
    Self.write(outputs, gain, at: index - 2, to: &sound)
  }

  @inline(__always)
  private mutating func advance(
    _ earlierInput: SIMD4<Float>, _ laterInput: SIMD4<Float>
  ) -> (earlier: SIMD4<Float>, later: SIMD4<Float>) {
    let earlier = earlierInput - second
    let later = laterInput - second
    let outputs = (
      direct * earlier - earlierFirst * first,
      direct * later - laterFirst * first - laterEarlier * earlier
    )
    let change = secondFirst * first + secondEarlier * earlier + secondLater * later
    first = firstFirst * first + firstEarlier * earlier + firstLater * later
    second += change
    return outputs
  }

  @inline(__always)
  private static func write(
    _ outputs: (earlier: SIMD4<Float>, later: SIMD4<Float>), _ gain: Float, at index: Int,
    to sound: inout MutableStereoSpan
  ) {
    let (earlier, later) = (gain * outputs.earlier.highHalf, gain * outputs.later.highHalf)
    sound.left[index] = earlier.x
    sound.left[index + 1] = later.x
    sound.right[index] = earlier.y
    sound.right[index + 1] = later.y
  }
}
