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
  private static let rowLength = neighbours + (binCount + 7) / 8 * 8 + neighbours
  private static let framesKept = neighbours + 1

  private let fft = StereoFFT(length: frameLength)
  private let window = AnalysisWindow.hann(length: frameLength)
  /// The squared Hann windows of four frames add up to 3 / 2; the transforms multiply by the length.
  private static let synthesisGain = 1 / (1.5 * Float(frameLength))
  /// How many times stronger the percussive power counts.
  private let percussiveWeight: Float

  /// The spectra of the latest frames, each `frameLength` long, in turn.
  private var spectra = [SIMD2<Float>](repeating: SIMD2(), count: framesKept * frameLength)
  /// Their powers' upper 16 bits, which order as the powers do; each row `rowLength` long, in turn.
  private var rows = [Int16](repeating: 0, count: MedianFilter.width * rowLength)
  private var mask = [Float](repeating: 0, count: (binCount + 7) / 8 * 8)
  private var frame = [SIMD2<Float>](repeating: SIMD2(), count: frameLength)
  private var transformed = [SIMD2<Float>](repeating: SIMD2(), count: frameLength)

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
    let window = window
    var samples = frame.mutableSpan
    if inside.count == Self.frameLength {
      let (left, right) = (source.left.extracting(inside), source.right.extracting(inside))
      for place in 0..<Self.frameLength { samples[place] = SIMD2(left[place], right[place]) * window[place] }
    } else {
      for place in 0..<Self.frameLength {
        let position = start + place
        samples[place] =
          inside.contains(position) ? SIMD2(source.left[position], source.right[position]) * window[place] : SIMD2()
      }
    }
    fft.transform(frame, into: &transformed)
    let slot = Self.slot(index, of: Self.framesKept) * Self.frameLength
    for bin in 0..<Self.frameLength { spectra[slot + bin] = transformed[bin] }
    makeRow(frame: index)
  }

  /// Keeps the powers of `transformed`.
  private mutating func makeRow(frame index: Int) {
    let rowStart = Self.slot(index, of: MedianFilter.width) * Self.rowLength + Self.neighbours
    let spectrum = transformed
    var row = rows.mutableSpan
    for bin in 0..<Self.binCount {
      let below = spectrum[bin]
      let above = spectrum[(Self.frameLength - bin) & (Self.frameLength - 1)]
      let power = (below * below + above * above).sum()
      // Positive numbers order as their bits do; seven bits of mantissa tell 0.03 dB.
      row[rowStart + bin] = Int16(truncatingIfNeeded: power.bitPattern >> 16)
    }
    // Beyond both ends the spectrum is mirrored, as that of a real signal is.
    for place in 1...Self.neighbours {
      row[rowStart - place] = row[rowStart + place]
      row[rowStart + Self.binCount - 1 + place] = row[rowStart + Self.binCount - 1 - place]
    }
  }

  /// Fills `mask` with the harmonic share of each bin of a frame whose neighbours are known.
  private mutating func makeMask(frame index: Int) {
    let rows = rows
    let weight = percussiveWeight
    var shares = mask.mutableSpan
    let own = Self.slot(index, of: MedianFilter.width) * Self.rowLength
    for bin in stride(from: 0, to: Self.binCount, by: 8) {
      let overTime = MedianFilter.median(
        of: rows.span, at: InlineArray { $0 * Self.rowLength + Self.neighbours + bin })
      let overBins = MedianFilter.median(of: rows.span, at: InlineArray { own + bin + $0 })
      let tones = Self.power(overTime)
      shares.set(tones / (tones + weight * Self.power(overBins) + 1e-30), from: bin)
    }
  }

  private static func power(_ bits: MedianFilter.Values) -> SIMD8<Float> {
    let whole = SIMD8<UInt32>(truncatingIfNeeded: bits) &<< SIMD8(repeating: 16)
    return unsafe unsafeBitCast(whole, to: SIMD8<Float>.self)
  }

  /// Adds the masked frame to what `harmonic` holds of `range`.
  private mutating func synthesise(frame index: Int, _ range: Range<Int>, into harmonic: inout MutableStereoSpan) {
    let slot = Self.slot(index, of: Self.framesKept) * Self.frameLength
    let (spectra, shares, window) = (spectra, mask, window)
    let spectrum = spectra.span.extracting(slot..<slot + Self.frameLength)
    var masked = frame.mutableSpan
    masked[0] = spectrum[0] * shares[0]
    for bin in 1..<Self.binCount {
      masked[bin] = spectrum[bin] * shares[bin]
      masked[Self.frameLength - bin] = spectrum[Self.frameLength - bin] * shares[bin]
    }
    fft.invert(frame, into: &transformed)
    let samples = transformed
    let start = index * Self.hop - Self.frameLength / 2
    let covered = (start..<start + Self.frameLength).clamped(to: range)
    for position in covered {
      let value = samples[position - start] * (window[position - start] * Self.synthesisGain)
      harmonic.left[position - range.lowerBound] += value.x
      harmonic.right[position - range.lowerBound] += value.y
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
