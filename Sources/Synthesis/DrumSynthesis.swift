import Audio
import Glibc

/// How each drum sounds, as a function of the time since its hit.
enum DrumSynthesis {
  private static let sampleRate = Double(WorkingFormat.sampleRate)

  /// A sine that falls from a click to 47 Hz within a twentieth of a second.
  static func kick(noise: SeededNoise) -> StereoBuffer {
    var click = StateVariableFilter()
    let clickCutoff = FilterCoefficients(cutoff: 2_800, damping: 1)
    let samples = mono(.kick) { time, index in
      // The integral of 47 + 230 exp(-t / 0.011) + 75 exp(-t / 0.045) Hz.
      let turns = 47 * time + 230 * 0.011 * (1 - exp(-time / 0.011)) + 75 * 0.045 * (1 - exp(-time / 0.045))
      let body = sin(2 * .pi * turns) * min(time / 0.0007, 1) * exp(-max(time - 0.07, 0) / 0.075)
      let tick = Double(click.process(noise.sample(at: index), clickCutoff).band)
      return Double(Saturation.soft(Float(1.9 * body + 0.9 * tick * exp(-time / 0.0022))))
    }
    return normalized(StereoBuffer(mono: samples), fadeSeconds: 0.03)
  }

  /// Two drum-skin tones around 190 and 330 Hz under a burst of bright noise.
  ///
  /// - Parameter tail: Adds a short room that stops dead, as under a gate.
  static func snare(noise: SeededNoise, mirror: SeededNoise, tail: Bool) -> StereoBuffer {
    let sound = tail ? DrumSound.snare : .rollSnare
    let body = mono(sound) { time, _ in
      let first = sin(2 * .pi * (188 * time + 90 * 0.014 * (1 - exp(-time / 0.014))))
      let second = sin(2 * .pi * (331 * time + 120 * 0.01 * (1 - exp(-time / 0.01))))
      return (first * exp(-time / 0.085) + 0.5 * second * exp(-time / 0.05)) * min(time / 0.0006, 1)
    }
    func side(_ own: SeededNoise) -> [Float] {
      var bright = StateVariableFilter()
      var room = StateVariableFilter()
      let brightCutoff = FilterCoefficients(cutoff: 1_900, damping: 1.2)
      let roomCutoff = FilterCoefficients(cutoff: 1_400, damping: 1)
      return mono(sound) { time, index in
        // Shared noise in the middle, own noise at the sides.
        let hiss = 0.75 * noise.sample(at: index) + 0.45 * own.sample(at: index)
        let rattle = Double(bright.process(hiss, brightCutoff).high)
        let echo = Double(room.process(own.sample(at: index + 1 << 20), roomCutoff).band)
        let gate =
          tail ? 0.3 * exp(-time / 0.3) * min(time / 0.02, 1) * (time > 0.36 ? exp(-(time - 0.36) / 0.03) : 1) : 0
        return 0.95 * rattle * exp(-time / (tail ? 0.075 : 0.045)) * min(time / 0.0004, 1) + gate * echo
      }
    }
    let left = side(mirror)
    let right = side(SeededNoise(seed: mirror.bits(at: 0)))
    let mix = { (side: [Float]) in zip(body, side).map { Saturation.soft(1.15 * ($0 + $1)) } }
    return normalized(StereoBuffer(left: mix(left), right: mix(right)), fadeSeconds: 0.03)
  }

  /// Several bursts of noise within 30 ms, then a short room.
  static func clap(noise: SeededNoise, mirror: SeededNoise) -> StereoBuffer {
    func side(_ own: SeededNoise) -> [Float] {
      var filter = StateVariableFilter()
      let cutoff = FilterCoefficients(cutoff: 1_250, damping: 0.8)
      return mono(.clap) { time, index in
        let hiss = filter.process(
          0.5 * noise.sample(at: index) + 0.7 * own.sample(at: index), cutoff)
        var level = 0.5 * exp(-time / 0.07)
        for burst in [0, 0.009, 0.019, 0.028] where time >= burst { level += exp(-(time - burst) / 0.0035) }
        return Double(hiss.band) * level * min(time / 0.0004, 1)
      }
    }
    return normalized(
      StereoBuffer(left: side(mirror), right: side(SeededNoise(seed: mirror.bits(at: 0)))), fadeSeconds: 0.03)
  }

  /// Bright noise with the beating squares of a metal plate.
  static func hat(_ sound: DrumSound, noise: SeededNoise, decaySeconds: Double) -> StereoBuffer {
    let partials = [3_170.0, 4_330, 5_210, 6_470, 7_930, 9_110]
    var first = StateVariableFilter()
    var second = StateVariableFilter()
    let cutoff = FilterCoefficients(cutoff: 7_200, damping: 1.1)
    let samples = mono(sound) { time, index in
      let metal = partials.reduce(0) { $0 + sin(2 * .pi * $1 * time) } / 6
      let raw = noise.sample(at: index) + Float(0.8 * metal)
      let high = second.process(first.process(raw, cutoff).high, cutoff).high
      return Double(high) * exp(-time / decaySeconds) * min(time / 0.0005, 1)
    }
    return normalized(StereoBuffer(mono: samples), fadeSeconds: decaySeconds)
  }

  /// Wide noise over inharmonic partials that dies away within two seconds.
  static func crash(noise: SeededNoise, mirror: SeededNoise) -> StereoBuffer {
    func side(_ own: SeededNoise) -> [Float] {
      var filter = StateVariableFilter()
      let cutoff = FilterCoefficients(cutoff: 3_400, damping: 1.3)
      return mono(.crash) { time, index in
        let hiss = 0.5 * noise.sample(at: index) + 0.7 * own.sample(at: index)
        let high = Double(filter.process(hiss, cutoff).high)
        return high * (0.6 * exp(-time / 0.55) + 0.4 * exp(-time / 0.09)) * min(time / 0.001, 1)
      }
    }
    return normalized(
      StereoBuffer(left: side(mirror), right: side(SeededNoise(seed: mirror.bits(at: 0)))), fadeSeconds: 0.5)
  }

  /// A sine that falls from 95 to 32 Hz.
  static func boom() -> StereoBuffer {
    let samples = mono(.boom) { time, _ in
      let turns = 32 * time + 63 * 0.28 * (1 - exp(-time / 0.28))
      return sin(2 * .pi * turns) * exp(-time / 0.5) * min(time / 0.004, 1)
    }
    return normalized(StereoBuffer(mono: samples), fadeSeconds: 0.3)
  }

  private static func mono(_ sound: DrumSound, _ wave: (Double, Int) -> Double) -> [Float] {
    (0..<sound.sampleCount).map { index in Float(wave(Double(index) / sampleRate, index)) }
  }

  /// Brings the peak to 1 and the end to silence.
  private static func normalized(_ sound: StereoBuffer, fadeSeconds: Double) -> StereoBuffer {
    let peak = max(sound.left.reduce(0) { max($0, abs($1)) }, sound.right.reduce(0) { max($0, abs($1)) })
    let fade = Float(fadeSeconds * sampleRate)
    let scale = { (samples: [Float]) in
      samples.enumerated().map { index, sample in
        sample / peak * min(Float(samples.count - 1 - index) / fade, 1)
      }
    }
    return StereoBuffer(left: scale(sound.left), right: scale(sound.right))
  }
}
