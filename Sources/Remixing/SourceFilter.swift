import Audio
import Glibc
import Synthesis

/// The high-pass, low-pass and fader that the song runs through.
///
/// Two sections of second order each make Butterworth slopes of 24 dB per octave; both channels run side by side.
struct SourceFilter {
  /// Samples between two looks at the curve, at multiples of this from the start of the remix.
  static let controlStep = 32

  private var highPass = (Section(damping: 1.848), Section(damping: 0.765))
  private var lowPass = (Section(damping: 1.848), Section(damping: 0.765))
  private var cursor = 0

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
    cursor = EventSearch.firstIndex(of: curve, startingAtOrAfter: start, start: \.position)
    var current = setting(at: start, of: curve)
    var position = 0
    while position < input.count {
      let end = min(position + Self.controlStep, input.count)
      let next = setting(at: start + position + Self.controlStep, of: curve)
      let step = current.step(to: next, over: Float(Self.controlStep))
      for index in position..<end {
        let sample = process(SIMD2(input.left[index], input.right[index]), current)
        if index >= skipped {
          output.left[index - skipped] = sample.x
          output.right[index - skipped] = sample.y
        }
        current.advance(by: step)
      }
      current = next
      position = end
    }
  }

  @inline(__always)
  private mutating func process(_ sample: SIMD2<Float>, _ setting: Setting) -> SIMD2<Float> {
    var high = highPass.0.process(sample, warped: setting.highPass).high
    high = highPass.1.process(high, warped: setting.highPass).high
    guard setting.dry < 1 else { return high * setting.gain }
    var low = lowPass.0.process(high, warped: setting.lowPass).low
    low = lowPass.1.process(low, warped: setting.lowPass).low
    return (low + (high - low) * setting.dry) * setting.gain
  }

  // MARK: The curve

  /// The filters at one sample, as the loop needs them.
  private struct Setting {
    var highPass: Float
    var lowPass: Float
    /// How much of the sound passes by the low-pass: all once it is open.
    var dry: Float
    var gain: Float

    func step(to next: Setting, over count: Float) -> Setting {
      Setting(
        highPass: (next.highPass - highPass) / count, lowPass: (next.lowPass - lowPass) / count,
        dry: dry == 1 && next.dry == 1 ? 0 : (next.dry - dry) / count, gain: (next.gain - gain) / count)
    }

    mutating func advance(by step: Setting) {
      highPass += step.highPass
      lowPass += step.lowPass
      dry += step.dry
      gain += step.gain
    }
  }

  /// The curve at a sample of the remix; positions must be asked in rising order.
  private mutating func setting(at position: Int, of curve: [SourceMix]) -> Setting {
    while cursor < curve.count, curve[cursor].position <= position { cursor += 1 }
    guard let first = curve.first, let last = curve.last else { return Self.setting(.open) }
    guard cursor > 0 else { return Self.setting(first) }
    guard cursor < curve.count else { return Self.setting(last) }
    let before = curve[cursor - 1]
    let after = curve[cursor]
    let fraction = Double(position - before.position) / Double(after.position - before.position)
    return Self.setting(
      SourceMix(
        position: position, highPassHz: before.highPassHz * pow(after.highPassHz / before.highPassHz, fraction),
        lowPassHz: before.lowPassHz * pow(after.lowPassHz / before.lowPassHz, fraction),
        gainDB: before.gainDB + (after.gainDB - before.gainDB) * fraction))
  }

  private static func setting(_ mix: SourceMix) -> Setting {
    // The last half octave blends into the untouched sound.
    let openness = 1 + 2 * log2(mix.lowPassHz / SourceMix.openLowPass)
    return Setting(
      highPass: StateVariableFilter.warp(mix.highPassHz), lowPass: StateVariableFilter.warp(mix.lowPassHz),
      dry: Float(min(max(openness, 0), 1)), gain: Float(Decibels.gain(fromDB: mix.gainDB)))
  }

  // MARK: One section

  /// `StateVariableFilter` for two channels at once.
  private struct Section {
    let damping: Float
    private var first = SIMD2<Float>.zero
    private var second = SIMD2<Float>.zero

    init(damping: Float) {
      self.damping = damping
    }

    @inline(__always)
    mutating func process(_ input: SIMD2<Float>, warped: Float) -> (low: SIMD2<Float>, high: SIMD2<Float>) {
      let a1 = 1 / (1 + warped * (warped + damping))
      let a2 = warped * a1
      let difference = input - second
      let band = first * a1 + difference * a2
      let low = second + first * a2 + difference * (warped * a2)
      first = band + band - first
      second = low + low - second
      return (low, input - band * damping - low)
    }
  }
}

extension SourceMix {
  fileprivate static let open = SourceMix(
    position: 0, highPassHz: openHighPass, lowPassHz: openLowPass, gainDB: 0)
}
