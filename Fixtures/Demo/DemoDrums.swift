import Audio
import Glibc

/// The demo's drum sounds, each rendered once.
///
/// Noise is what a lossless codec cannot shrink: it is short, low and band-limited here.
struct DemoDrums {
  let kick: [Float]
  let snare: [Float]
  let closedHat: [Float]
  let openHat: [Float]
  let crash: [Float]

  init() {
    kick = Self.made(seconds: 0.32) { time in
      // The pitch falls from 150 to 50 Hz; its integral is the phase.
      let cycles = 50 * time + (100 * 0.035) * (1 - exp(-time / 0.035))
      return sin(2 * .pi * cycles) * exp(-time / 0.11) * min(1, time / 0.001)
    }
    let snareNoise = Self.noise(seconds: 0.22, seed: 1, from: 700, to: 3500)
    snare = Self.made(seconds: 0.22) { time in
      let body = sin(2 * .pi * (185 * time + 1.2 * (1 - exp(-time / 0.02)))) * exp(-time / 0.06)
      return 0.7 * body + 0.9 * snareNoise(time) * exp(-time / 0.055)
    }
    let hatNoise = Self.noise(seconds: 1.6, seed: 2, from: 5000, to: 7500)
    closedHat = Self.made(seconds: 0.07) { hatNoise($0) * exp(-$0 / 0.014) }
    openHat = Self.made(seconds: 0.22) { hatNoise($0) * exp(-$0 / 0.06) }
    crash = Self.made(seconds: 1.6) { 0.8 * hatNoise($0) * exp(-$0 / 0.35) }
  }

  /// Adds a stroke of `drum` at `start` seconds.
  static func play(_ drum: [Float], at start: Double, gain: Double, in track: inout [Float]) {
    let first = WorkingFormat.sampleIndex(atSeconds: start)
    for index in 0..<min(drum.count, max(0, track.count - first)) {
      track[first + index] += drum[index] * Float(gain)
    }
  }

  /// - Parameter shape: The value at a time in seconds.
  private static func made(seconds: Double, _ shape: (Double) -> Double) -> [Float] {
    let rate = Double(WorkingFormat.sampleRate)
    let count = Int(seconds * rate)
    return (0..<count).map { index in
      // The last 5 ms fade out, so that the end does not click.
      let fade = min(1, Double(count - index) / (0.005 * rate))
      return Float(shape(Double(index) / rate) * fade)
    }
  }

  /// White noise between two frequencies in Hz, as a function of the time.
  private static func noise(seconds: Double, seed: UInt64, from low: Double, to high: Double) -> (Double) -> Double {
    let rate = Double(WorkingFormat.sampleRate)
    var random = FixtureRandom(seed: seed)
    var filters = [
      FixtureFilter(.highPass, frequency: low, sampleRate: rate),
      FixtureFilter(.lowPass, frequency: high, sampleRate: rate),
    ]
    let samples = (0..<Int(seconds * rate) + 1).map { _ in
      var value = random.bipolar()
      for position in filters.indices { value = filters[position].process(value) }
      return value
    }
    return { samples[Int($0 * rate)] }
  }
}
