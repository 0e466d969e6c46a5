package import Audio

/// Splits a song into what sounds on and what strikes.
///
/// In a spectrogram tones lie flat and strikes stand upright: the median of a bin over time is its harmonic power, the
/// median of a frame over its neighbouring bins its percussive power (Fitzgerald 2010). A soft mask (Wiener) gives each
/// bin to both in the proportion of the two.
///
/// A pure function of the song and the range: frames lie at multiples of the hop from the song's first sample, and a
/// sample depends on `reach` samples on either side. Both channels share a mask. Long ranges cost least: each call
/// transforms 16 frames more than its range holds.
package struct HarmonicSeparation: ~Copyable {
  /// Samples before and after a range that its result depends on.
  package static let reach = frameLength + neighbours * hop
  private static let frameLength = 2_048
  private static let hop = 512
  /// Frames, and bins, on either side that a median is taken over: 93 ms and 172 Hz.
  private static let neighbours = MedianFilter.width / 2
  private static let binCount = frameLength / 2 + 1
  /// Powers per frame, with room for medians at both ends, in whole vectors.
  private static let rowLength = neighbours + paddedBinCount + neighbours
  /// Bins, in whole pairs of vectors.
  private static let paddedBinCount = (binCount + 15) / 16 * 16
  private static let framesKept = neighbours + 1
  private static var neighbouring: InlineArray<8, Int> { [0, 1, 2, 3, 4, 5, 6, 7] }

  private let fft = StereoFFT(length: frameLength)
  private let window = AnalysisWindow.hann(length: frameLength)
  /// The squared Hann windows of four frames add up to 3 / 2; the transforms multiply by the length.
  private static let synthesisGain = 1 / (1.5 * Float(frameLength))
  /// How many times stronger the percussive power counts.
  private let percussiveWeight: Float

  /// The spectra of the latest frames, in turn: real parts left and imaginary ones right.
  private var spectra = [StereoBuffer](repeating: StereoBuffer(count: frameLength), count: framesKept)
  /// Their powers' upper 16 bits, which order as the powers do; each row `rowLength` long, in turn.
  private var rows = [Int16](repeating: 0, count: MedianFilter.width * rowLength)
  private var mask = [Float](repeating: 0, count: paddedBinCount)
  /// The values at even places of the row that is masked, then those at odd ones.
  private var partedRow = [Int16](repeating: 0, count: rowLength)
  /// The two middle powers of the 16 frames that an even frame and the next both look at: the lower ones of all bins,
  /// then the higher ones.
  private var middles = [Int16](repeating: 0, count: 2 * paddedBinCount)
  /// The even frame of those.
  private var middleFrame: Int?
  /// A frame before or after its transform.
  private var frame = StereoBuffer(count: frameLength)
  private var scratch = [Float](repeating: 0, count: 2 * frameLength)

  /// - Parameter margin: How many times its percussive magnitude a bin's harmonic magnitude must be to be shared
  ///   equally; more than 1 leaves only the clearest tones in the harmonic part.
  package init(margin: Double = 1) {
    percussiveWeight = Float(margin * margin)
  }

  /// Writes the harmonic part of `range` of a song; outside of `source` lies silence.
  ///
  /// - Parameter harmonic: Shape: `range`.
  package mutating func separate(
    _ source: StereoSpan, range: Range<Int>, into harmonic: inout MutableStereoSpan
  ) {
    precondition(harmonic.count == range.count, "the output must fit the range")
    guard !range.isEmpty else { return }
    for index in 0..<range.count {
      harmonic.left[index] = 0
      harmonic.right[index] = 0
    }
    let half = Self.frameLength / 2
    let first = Self.floorDivide(range.lowerBound - half, Self.hop) + 1
    let last = Self.floorDivide(range.upperBound + half - 1, Self.hop)
    middleFrame = nil
    for index in first - Self.neighbours...last + Self.neighbours {
      analyse(source, frame: index)
      let center = index - Self.neighbours
      guard center >= first else { continue }
      makeMask(frame: center)
      synthesise(frame: center, range, into: &harmonic)
    }
  }

  /// Writes both parts: the percussive one is what the harmonic one leaves of the song.
  package mutating func separate(
    _ source: StereoSpan, range: Range<Int>, into harmonic: inout MutableStereoSpan,
    percussive: inout MutableStereoSpan
  ) {
    precondition(percussive.count == range.count, "the output must fit the range")
    separate(source, range: range, into: &harmonic)
    for index in 0..<range.count {
      let position = range.lowerBound + index
      let isInside = position >= 0 && position < source.count
      percussive.left[index] = (isInside ? source.left[position] : 0) - harmonic.left[index]
      percussive.right[index] = (isInside ? source.right[position] : 0) - harmonic.right[index]
    }
  }

  // MARK: Frames

  /// Takes in the frame centred on a multiple of the hop.
  private mutating func analyse(_ source: StereoSpan, frame index: Int) {
    let start = index * Self.hop - Self.frameLength / 2
    let inside = (start..<start + Self.frameLength).clamped(to: 0..<source.count)
    if inside.count < Self.frameLength { frame.silence(count: Self.frameLength) }
    if !inside.isEmpty {
      let (window, heard) = (window, source.extracting(inside))
      let shape = window.span.extracting(inside.lowerBound - start..<inside.upperBound - start)
      var whole = frame.mutableSpan
      var samples = whole.extracting(inside.lowerBound - start..<inside.upperBound - start)
      for place in shape.indices {
        samples.left[place] = heard.left[place] * shape[place]
        samples.right[place] = heard.right[place] * shape[place]
      }
    }
    fft.transform(&frame.left, &frame.right, scratch: &scratch)
    makeRow(frame: index)
    swap(&frame, &spectra[Self.slot(index, of: Self.framesKept)])
  }

  /// Keeps the powers of the spectrum in `frame`.
  private mutating func makeRow(frame index: Int) {
    let rowStart = Self.slot(index, of: MedianFilter.width) * Self.rowLength + Self.neighbours
    let frame = frame
    let spectrum = frame.span
    var row = rows.mutableSpan
    let mean = 2 * (spectrum.left[0] * spectrum.left[0]) + 2 * (spectrum.right[0] * spectrum.right[0])
    row[rowStart] = Int16(truncatingIfNeeded: mean.bitPattern >> 16)
    for bin in stride(from: 1, to: Self.binCount, by: 8) {
      let power =
        Self.power(spectrum.left, at: bin) + Self.power(spectrum.right, at: bin)
      // Positive numbers order as their bits do; seven bits of mantissa tell 0.03 dB.
      let bits = unsafe unsafeBitCast(power, to: SIMD8<UInt32>.self) &>> SIMD8(repeating: 16)
      row.set(SIMD8<Int16>(truncatingIfNeeded: bits), from: rowStart + bin)
    }
    // Beyond both ends the spectrum is mirrored, as that of a real signal is.
    for place in 1...Self.neighbours {
      row[rowStart - place] = row[rowStart + place]
      row[rowStart + Self.binCount - 1 + place] = row[rowStart + Self.binCount - 1 - place]
    }
  }

  /// Fills `mask` with the harmonic share of each bin of a frame whose neighbours are known.
  private mutating func makeMask(frame index: Int) {
    findMiddles(frame: index)
    partRow(frame: index)
    let (rows, partedRow, middles) = (rows, partedRow, middles)
    let (even, odd) = (
      partedRow.span.extracting(first: Self.rowLength / 2), partedRow.span.extracting(last: Self.rowLength / 2)
    )
    let (low, high) = (
      middles.span.extracting(first: Self.paddedBinCount), middles.span.extracting(last: Self.paddedBinCount)
    )
    let weight = percussiveWeight
    var shares = mask.mutableSpan
    // The one frame of the 17 that the other of the pair does not look at.
    let own = Self.slot(index & 1 == 0 ? index - Self.neighbours : index + Self.neighbours, of: MedianFilter.width)
    let extra = rows.span.extracting(own * Self.rowLength + Self.neighbours..<(own + 1) * Self.rowLength)
    func overTime(_ bin: Int) -> SIMD8<Float> {
      let middle = MedianFilter.Middle(low: low.eight(from: bin), high: high.eight(from: bin))
      return Self.power(middle.median(with: extra.eight(from: bin)))
    }
    for bin in stride(from: 0, to: Self.paddedBinCount, by: 16) {
      let place = bin / 2
      let middle = MedianFilter.Middle(
        MedianFilter.rows(of: odd, at: Self.neighbouring, plus: place),
        MedianFilter.rows(of: even, at: Self.neighbouring, plus: place + 1))
      var overBins = SIMD16<Int16>()
      overBins.evenHalf = middle.median(with: even.eight(from: place))
      overBins.oddHalf = middle.median(with: odd.eight(from: place + Self.neighbours))
      let tones = (overTime(bin), overTime(bin + 8))
      shares.set(tones.0 / (tones.0 + weight * Self.power(overBins.lowHalf) + 1e-30), from: bin)
      shares.set(tones.1 / (tones.1 + weight * Self.power(overBins.highHalf) + 1e-30), from: bin + 8)
    }
  }

  /// Makes the middles those of the even frame and the next of which `index` is one.
  private mutating func findMiddles(frame index: Int) {
    let even = index & ~1
    guard middleFrame != even else { return }
    middleFrame = even
    let rows = rows
    let values = rows.span
    func starts(from frame: Int) -> InlineArray<8, Int> {
      InlineArray { Self.slot(frame + $0, of: MedianFilter.width) * Self.rowLength + Self.neighbours }
    }
    let (earlier, later) = (starts(from: even - Self.neighbours + 1), starts(from: even + 1))
    var target = middles.mutableSpan
    for bin in stride(from: 0, to: Self.paddedBinCount, by: 8) {
      let middle = MedianFilter.Middle(
        MedianFilter.rows(of: values, at: earlier, plus: bin), MedianFilter.rows(of: values, at: later, plus: bin))
      target.set(middle.low, from: bin)
      target.set(middle.high, from: Self.paddedBinCount + bin)
    }
  }

  /// Parts the row of a frame into its even and odd places.
  private mutating func partRow(frame index: Int) {
    let rows = rows
    let start = Self.slot(index, of: MedianFilter.width) * Self.rowLength
    let row = rows.span.extracting(start..<start + Self.rowLength)
    var target = partedRow.mutableSpan
    for place in 0..<Self.rowLength / 2 {
      target[place] = row[2 * place]
      target[Self.rowLength / 2 + place] = row[2 * place + 1]
    }
  }

  /// The squares of eight bins and of their mirror images.
  @inline(__always)
  private static func power(_ part: Span<Float>, at bin: Int) -> SIMD8<Float> {
    let (below, above) = (part.vector(from: bin), part.vector(from: frameLength - bin - 7).reversed)
    return below * below + above * above
  }

  private static func power(_ bits: MedianFilter.Values) -> SIMD8<Float> {
    let whole = SIMD8<UInt32>(truncatingIfNeeded: bits) &<< SIMD8(repeating: 16)
    return unsafe unsafeBitCast(whole, to: SIMD8<Float>.self)
  }

  /// Adds the masked frame to what `harmonic` holds of `range`.
  private mutating func synthesise(frame index: Int, _ range: Range<Int>, into harmonic: inout MutableStereoSpan) {
    let (spectrum, mask, window) = (spectra[Self.slot(index, of: Self.framesKept)], mask, window)
    Self.mask(spectrum.left.span, by: mask.span, into: &frame.left)
    Self.mask(spectrum.right.span, by: mask.span, into: &frame.right)
    // The other way round it goes back.
    fft.transform(&frame.right, &frame.left, scratch: &scratch)
    let start = index * Self.hop - Self.frameLength / 2
    let covered = (start..<start + Self.frameLength).clamped(to: range)
    guard !covered.isEmpty else { return }
    let heard = covered.lowerBound - start..<covered.upperBound - start
    let (samples, shape) = (frame.span.extracting(heard), window.span.extracting(heard))
    var target = harmonic.extracting(covered.lowerBound - range.lowerBound..<covered.upperBound - range.lowerBound)
    for place in shape.indices {
      let gain = shape[place] * Self.synthesisGain
      target.left[place] += samples.left[place] * gain
      target.right[place] += samples.right[place] * gain
    }
  }

  /// Multiplies bins and their mirror images by their shares.
  private static func mask(_ part: Span<Float>, by shares: Span<Float>, into masked: inout [Float]) {
    var masked = masked.mutableSpan
    masked[0] = part[0] * shares[0]
    for bin in stride(from: 1, to: binCount, by: 8) {
      let share = shares.vector(from: bin)
      masked.set(part.vector(from: bin) * share, from: bin)
      masked.set(part.vector(from: frameLength - bin - 7) * share.reversed, from: frameLength - bin - 7)
    }
  }

  /// Where a frame is kept among `count`.
  private static func slot(_ index: Int, of count: Int) -> Int {
    let rest = index % count
    return rest < 0 ? rest + count : rest
  }

  private static func floorDivide(_ value: Int, _ divisor: Int) -> Int {
    value >= 0 ? value / divisor : -((divisor - 1 - value) / divisor)
  }
}
