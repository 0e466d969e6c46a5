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

  /// Filters `sound` in place along `curve` from silence on.
  ///
  /// - Parameter start: The place of the first sample in the remix; a multiple of `controlStep`.
  mutating func process(_ sound: inout MutableStereoSpan, from start: Int, along curve: [SourceMix]) {
    var curve = SourceMixCurve(curve, from: start)
    var current = setting(curve.mix(at: start))
    var sections = Sections()
    var position = 0
    while position < sound.count {
      var changing = position
      var next = setting(curve.mix(at: start + changing + Self.controlStep))
      while next == current, changing < sound.count {
        changing += Self.controlStep
        next = setting(curve.mix(at: start + changing + Self.controlStep))
      }
      sections.process(&sound, position..<min(changing, sound.count), current)
      guard changing < sound.count else { return }
      position = min(changing + Self.controlStep, sound.count)
      let step = current.step(to: next, over: Float(Self.controlStep))
      for index in changing..<position {
        let sample = sections.process(SIMD2(sound.left[index], sound.right[index]), current)
        sound.left[index] = sample.x
        sound.right[index] = sample.y
        current.advance(by: step)
      }
      current = next
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

    /// What to add per sample to become `next` after `count` of them.
    func step(to next: Setting, over count: Float) -> Setting {
      Setting(
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
    private var firstHigh = StereoFilterSection()
    private var secondHigh = StereoFilterSection()
    private var firstLow = StereoFilterSection()
    private var secondLow = StereoFilterSection()

    /// Filters a stretch in which nothing changes.
    mutating func process(_ sound: inout MutableStereoSpan, _ range: Range<Int>, _ setting: Setting) {
      var position = range.lowerBound
      if setting.dry >= 1, range.count >= 4 {
        let pairs = range.lowerBound..<range.lowerBound + range.count / 2 * 2
        var stretch = sound.extracting(pairs)
        var filter = PairedHighPass(setting.highPass.first, setting.highPass.second)
        filter.load(firstHigh, secondHigh)
        filter.process(&stretch, gain: setting.gain)
        filter.store(&firstHigh, &secondHigh)
        position = pairs.upperBound
      }
      while position < range.upperBound {
        let sample = process(SIMD2(sound.left[position], sound.right[position]), setting)
        sound.left[position] = sample.x
        sound.right[position] = sample.y
        position += 1
      }
    }

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
}
