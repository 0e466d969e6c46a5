import Audio
import Glibc
import Synthesis

/// The high-pass, low-pass and fader that the song runs through.
///
/// Two sections of second order each make Butterworth slopes of 24 dB per octave; both channels run side by side.
struct SourceFilter {
  /// Samples between two looks at the curve, at multiples of this from the start of the remix.
  static let controlStep = 32

  private var latest: (mix: SourceMix, setting: Setting)?

  /// Filters `input` along `curve` from silence on.
  ///
  /// - Parameters:
  ///   - start: The place of the first input sample in the remix; a multiple of `controlStep`.
  ///   - skipped: Input samples that only warm the filters up.
  ///   - output: Shape: the input without the skipped samples.
  mutating func process(
    _ input: StereoSpan, from start: Int, along curve: [SourceMix], skipping skipped: Int,
    into output: inout MutableStereoSpan
  ) {
    precondition(output.count == input.count - skipped, "output holds the input after the warm-up")
    var curve = SourceMixCurve(curve, from: start)
    var current = setting(curve.mix(at: start))
    var sections = Sections()
    var position = 0
    while position < input.count {
      let end = min(position + Self.controlStep, input.count)
      let next = setting(curve.mix(at: start + position + Self.controlStep))
      let step = current.step(to: next, over: Float(Self.controlStep))
      for index in position..<end {
        let sample = sections.process(SIMD2(input.left[index], input.right[index]), current)
        if index >= skipped {
          output.left[index - skipped] = sample.x
          output.right[index - skipped] = sample.y
        }
        if let step { current.advance(by: step) }
      }
      current = next
      position = end
    }
  }

  // MARK: The curve

  /// The filters at one sample, as the loop needs them.
  private struct Setting: Equatable {
    var highPass: Pair
    var lowPass: Pair
    /// How much of the sound passes by the low-pass: all once it is open.
    var dry: Float
    var gain: Float

    /// What to add per sample to become `next` after `count` of them; `nil` if that is nothing.
    func step(to next: Setting, over count: Float) -> Setting? {
      guard next != self else { return nil }
      return Setting(
        highPass: highPass.step(to: next.highPass, over: count), lowPass: lowPass.step(to: next.lowPass, over: count),
        dry: (next.dry - dry) / count, gain: (next.gain - gain) / count)
    }

    @inline(__always)
    mutating func advance(by step: Setting) {
      highPass.advance(by: step.highPass)
      lowPass.advance(by: step.lowPass)
      dry += step.dry
      gain += step.gain
    }
  }

  /// The coefficients of two sections that make a Butterworth filter of fourth order.
  private struct Pair: Equatable {
    var first: SIMD4<Float>
    var second: SIMD4<Float>

    init(cutoff: Double) {
      first = FilterCoefficients(cutoff: cutoff, damping: 1.848).terms
      second = FilterCoefficients(cutoff: cutoff, damping: 0.765).terms
    }

    private init(first: SIMD4<Float>, second: SIMD4<Float>) {
      self.first = first
      self.second = second
    }

    func step(to next: Pair, over count: Float) -> Pair {
      Pair(first: (next.first - first) / count, second: (next.second - second) / count)
    }

    @inline(__always)
    mutating func advance(by step: Pair) {
      first += step.first
      second += step.second
    }
  }

  /// The setting for `mix`, from memory while nothing changes.
  private mutating func setting(_ mix: SourceMix) -> Setting {
    if let latest, latest.mix.sounds(like: mix) { return latest.setting }
    // The last half octave blends into the untouched sound.
    let openness = 1 + 2 * log2(mix.lowPassHz / SourceMix.openLowPass)
    let setting = Setting(
      highPass: Pair(cutoff: mix.highPassHz), lowPass: Pair(cutoff: mix.lowPassHz),
      dry: Float(min(max(openness, 0), 1)), gain: Float(Decibels.gain(fromDB: mix.gainDB)))
    latest = (mix, setting)
    return setting
  }

  // MARK: The filters

  /// All that the filters remember; a local value of the loop, so that it stays in registers.
  private struct Sections {
    private var firstHigh = Section()
    private var secondHigh = Section()
    private var firstLow = Section()
    private var secondLow = Section()

    @inline(__always)
    mutating func process(_ sample: SIMD2<Float>, _ setting: Setting) -> SIMD2<Float> {
      var high = firstHigh.process(sample, setting.highPass.first).high
      high = secondHigh.process(high, setting.highPass.second).high
      guard setting.dry < 1 else { return high * setting.gain }
      var low = firstLow.process(high, setting.lowPass.first).low
      low = secondLow.process(low, setting.lowPass.second).low
      return (low + (high - low) * setting.dry) * setting.gain
    }
  }

  /// `StateVariableFilter` for two channels at once.
  private struct Section {
    private var first = SIMD2<Float>.zero
    private var second = SIMD2<Float>.zero

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
}
