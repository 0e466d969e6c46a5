import Audio
import Glibc
import SignalProcessing

/// How each drum sounds.
struct DrumSynthesis {
  static let sampleRate = Double(WorkingFormat.sampleRate)

  let tuning: DrumTuning
  let bank: SawBank
  private let seed: UInt64

  init(seed: UInt64, tuning: DrumTuning, bank: SawBank) {
    self.bank = bank
    self.seed = seed
    self.tuning = tuning
  }

  /// The whole of a drum, with a peak of 1 and silence at its end.
  func sound(_ sound: DrumSound) -> StereoBuffer {
    switch sound {
    case .kick: normalized(kick(), fadeSeconds: 0.05)
    case .snare: normalized(snare(tail: true), fadeSeconds: 0.03)
    case .rollSnare: normalized(snare(tail: false), fadeSeconds: 0.03)
    case .clap: normalized(narrowed(clap(), width: 0.55), fadeSeconds: 0.05)
    case .closedHat: normalized(narrowed(hat(sound, decaySeconds: 0.022), width: 0.45), fadeSeconds: 0.03)
    case .openHat: normalized(narrowed(hat(sound, decaySeconds: 0.17), width: 0.55), fadeSeconds: 0.15)
    case .crash: normalized(narrowed(crash(), width: 0.8), fadeSeconds: 0.5)
    case .ride: normalized(ride(), fadeSeconds: 0.3)
    case .tomHigh: normalized(tom(sound, frequency: tuning.tomHigh, decaySeconds: 0.13, pan: -0.3), fadeSeconds: 0.1)
    case .tomMid: normalized(tom(sound, frequency: tuning.tomMid, decaySeconds: 0.16, pan: 0), fadeSeconds: 0.1)
    case .tomLow: normalized(tom(sound, frequency: tuning.tomLow, decaySeconds: 0.2, pan: 0.3), fadeSeconds: 0.1)
    case .rim: normalized(rim(), fadeSeconds: 0.02)
    case .reverseCrash: self.sound(.crash).reversed()
    case .splash: normalized(narrowed(splash(), width: 0.8), fadeSeconds: 0.4)
    case .impact: normalized(impact(), fadeSeconds: 0.4)
    }
  }

  // MARK: What drums are made of

  /// White noise of both sides: half of it common, half of it opposed, so that the sides are independent.
  ///
  /// - Parameter decay: Seconds in which an envelope will let it die away: no more is made than will be heard.
  func noise(for sound: DrumSound, layer: UInt64 = 0, decay: Double = .infinity) -> StereoBuffer {
    let index = UInt64(DrumSound.allCases.firstIndex(of: sound) ?? 0)
    let key = seed &+ index &* 0x100 &+ 2 &* layer
    let (middle, side) = (SeededNoise(seed: key), SeededNoise(seed: key &+ 1))
    let isShort = decay < WorkingFormat.seconds(ofSamples: sound.sampleCount)
    let count = isShort ? min(Self.audibleCount(decay: decay), sound.sampleCount) : sound.sampleCount
    var noise = StereoBuffer(count: count)
    var span = noise.mutableSpan
    for position in 0..<span.count {
      let (common, opposed) = (0.7 * middle.sample(at: position), 0.7 * side.sample(at: position))
      span.left[position] = common + opposed
      span.right[position] = common - opposed
    }
    return noise
  }

  /// A sine whose pitch falls to `frequency` from `falls` above it, each of which dies away on its own.
  func fallingSine(
    _ sound: DrumSound, to frequency: Double, falls: [(hertz: Double, seconds: Double)]
  ) -> [Float] {
    // The integral of frequency + sum of hertz * exp(-time / seconds).
    var turns = falls.reduce(0) { $0 + $1.hertz * $1.seconds }
    var rests = falls.map { $0.hertz * $0.seconds }
    let factors = falls.map { exp(-1 / ($0.seconds * Self.sampleRate)) }
    let step = frequency / Self.sampleRate
    let count = sound.sampleCount
    var sine = [Float](repeating: 0, count: (count + 7) / 8 * 8)
    var span = sine.mutableSpan
    for position in 0..<count {
      var place = turns
      for index in rests.indices {
        place -= rests[index]
        rests[index] *= factors[index]
      }
      turns += step
      span[position] = Float(place - place.rounded(.toNearestOrEven))
    }
    for position in stride(from: 0, to: span.count, by: 8) {
      span.set(Sine.ofTurns(span.span.vector(from: position)), from: position)
    }
    sine.removeLast(sine.count - count)
    return sine
  }

  /// Adds `gain * exp(-t / seconds)`, which holds 1 for `hold` seconds and comes in within `attack`, times `source`.
  func add(
    _ source: [Float], gain: Double, hold: Double = 0, decay seconds: Double, attack: Double = 0.0004,
    to target: inout [Float]
  ) {
    let levels = levels(gain: gain, hold: hold, decay: seconds, attack: attack, atMost: target.count)
    target.add(source, times: levels)
  }

  /// Adds both sides.
  func add(
    _ source: StereoBuffer, gain: Double, hold: Double = 0, decay seconds: Double, attack: Double = 0.0004,
    to target: inout StereoBuffer
  ) {
    let levels = levels(gain: gain, hold: hold, decay: seconds, attack: attack, atMost: target.count)
    target.left.add(source.left, times: levels)
    target.right.add(source.right, times: levels)
  }

  /// The envelope that `add` speaks of, until nothing is left to be heard.
  private func levels(gain: Double, hold: Double, decay: Double, attack: Double, atMost limit: Int) -> [Float] {
    let factor = exp(-1 / (decay * Self.sampleRate))
    let (rise, held) = (attack * Self.sampleRate, hold * Self.sampleRate)
    let count = min(Self.audibleCount(hold: hold, decay: decay), limit)
    var level = gain
    var levels = [Float](repeating: 0, count: count)
    var span = levels.mutableSpan
    for index in 0..<count {
      span[index] = Float(Double(index) < rise ? level * (Double(index) / rise) : level)
      if Double(index) >= held { level *= factor }
    }
    return levels
  }

  /// Samples after which what decays within `seconds` is 140 dB down.
  private static func audibleCount(hold: Double = 0, decay seconds: Double) -> Int {
    Int((hold + 16.2 * seconds) * sampleRate)
  }

  /// The outputs of a filter.
  enum Band {
    case low
    case band
    case high
  }

  /// What a filter leaves of both sides.
  func filtered(
    _ sound: StereoBuffer, _ band: Band, cutoff: Double, damping: Float, cutoffAtEnd: Double? = nil
  ) -> StereoBuffer {
    var (output, filter) = (sound, LaneFilter<SIMD2<Float>>())
    var coefficients = FilterCoefficients(cutoff: cutoff, damping: damping)
    let input = sound.span
    var span = output.mutableSpan
    for index in 0..<input.count {
      if let cutoffAtEnd, index.isMultiple(of: 64) {
        let progress = Double(index) / Double(sound.count)
        coefficients = FilterCoefficients(cutoff: cutoff * pow(cutoffAtEnd / cutoff, progress), damping: damping)
      }
      let outputs = filter.process(SIMD2(input.left[index], input.right[index]), coefficients)
      let sample =
        switch band {
        case .low: outputs.low
        case .band: outputs.band
        case .high: outputs.high
        }
      span.left[index] = sample.x
      span.right[index] = sample.y
    }
    return output
  }

  /// Brings the sides nearer to each other: their difference is multiplied by `width`.
  func narrowed(_ sound: StereoBuffer, width: Float) -> StereoBuffer {
    var narrow = sound
    var span = narrow.mutableSpan
    for index in 0..<span.count {
      let middle = 0.5 * (span.left[index] + span.right[index])
      let side = 0.5 * width * (span.left[index] - span.right[index])
      span.left[index] = middle + side
      span.right[index] = middle - side
    }
    return narrow
  }

  /// Overdrives one side.
  func driven(_ sound: [Float], _ drive: Float) -> [Float] {
    var (sound, oversampler) = (sound, Oversampler(factor: 2))
    oversampler.shape(&sound, along: SoftCurve(drive: drive))
    return sound
  }

  /// Overdrives both sides.
  func driven(_ sound: StereoBuffer, _ drive: Float) -> StereoBuffer {
    StereoBuffer(left: driven(sound.left, drive), right: driven(sound.right, drive))
  }

  /// Brings the peak to 1 and the end to silence.
  private func normalized(_ sound: StereoBuffer, fadeSeconds: Double) -> StereoBuffer {
    var sound = sound
    sound.fadeEnds(attack: 0, release: WorkingFormat.sampleIndex(atSeconds: fadeSeconds))
    sound.scale(by: 1 / max(sound.peak, 1e-9))
    return sound
  }
}

extension [Float] {
  /// Adds as many products of `source` and `levels` as there are levels, or fewer if the source is shorter.
  fileprivate mutating func add(_ source: [Float], times levels: [Float]) {
    let count = Swift.min(levels.count, source.count)
    let (source, levels) = (source.span.extracting(first: count), levels.span.extracting(first: count))
    var target = mutableSpan
    var heard = target._mutatingExtracting(first: count)
    for index in levels.indices { heard[index] += levels[index] * source[index] }
  }
}

extension StereoBuffer {
  func reversed() -> StereoBuffer {
    StereoBuffer(left: left.reversed(), right: right.reversed())
  }
}
