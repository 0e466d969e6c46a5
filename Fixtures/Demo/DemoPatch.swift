import Audio
import Glibc

/// A tone as a sum of a few partials under one envelope: band-limited by construction.
struct DemoPatch {
  /// Gains of the partials 1, 2, 3, ….
  let partials: [Double]
  /// How much faster each partial dies away than the one below it, per second.
  let brightnessDecay: Double
  /// Rise of the envelope, in seconds.
  let attack: Double
  /// Time in which a held tone falls to 1/e, in seconds.
  let decay: Double
  /// Fall after the note's end to 1/e, in seconds.
  let release: Double
  /// Peak deviation, in cents; sets in after a quarter of a second.
  var vibratoCents = 0.0

  static let electricPiano = DemoPatch(
    partials: [1, 0.32, 0.10, 0.05], brightnessDecay: 2.5, attack: 0.006, decay: 1.1, release: 0.10)
  static let pad = DemoPatch(
    partials: [1, 0.45, 0.22, 0.12, 0.06], brightnessDecay: 0, attack: 0.12, decay: 8, release: 0.18)
  static let bass = DemoPatch(
    partials: [1, 0.55, 0.30, 0.15, 0.08], brightnessDecay: 3, attack: 0.005, decay: 1.6, release: 0.04)
  static let lead = DemoPatch(
    partials: [1, 0.38, 0.30, 0.14, 0.10, 0.04], brightnessDecay: 0.4, attack: 0.02, decay: 2.5, release: 0.07,
    vibratoCents: 14)
  static let pluck = DemoPatch(
    partials: [1, 0.5, 0.25, 0.12], brightnessDecay: 9, attack: 0.003, decay: 0.22, release: 0.05)

  private static let vibratoHertz = 5.4

  /// Adds one note to `track`.
  ///
  /// - Parameters:
  ///   - pitch: MIDI note number.
  ///   - start: Seconds.
  ///   - duration: Seconds from the attack to the release.
  func play(pitch: Int, at start: Double, duration: Double, gain: Double, in track: inout [Float]) {
    let rate = Double(WorkingFormat.sampleRate)
    let frequency = 440 * exp2(Double(pitch - 69) / 12)
    let first = WorkingFormat.sampleIndex(atSeconds: start)
    // Seven time constants: down to -60 dB.
    let count = min(Int((duration + 7 * release) * rate), track.count - first)
    var phase = 0.0
    for index in 0..<max(0, count) {
      let time = Double(index) / rate
      var value = 0.0
      for (order, partial) in partials.enumerated() {
        let fade = brightnessDecay == 0 || order == 0 ? 1 : exp(-brightnessDecay * Double(order) * time)
        value += partial * fade * sin(2 * .pi * phase * Double(order + 1))
      }
      track[first + index] += Float(value * gain * envelope(at: time, duration: duration))
      phase += frequency * bend(at: time) / rate
      phase -= phase.rounded(.down)
    }
  }

  private func envelope(at time: Double, duration: Double) -> Double {
    // A raised cosine starts without a corner, which would click.
    let rise = time < attack ? 0.5 - 0.5 * cos(.pi * time / attack) : 1
    let fall = time > duration ? exp(-(time - duration) / release) : 1
    return rise * exp(-time / decay) * fall
  }

  private func bend(at time: Double) -> Double {
    guard vibratoCents > 0, time > 0.25 else { return 1 }
    let depth = vibratoCents * min(1, (time - 0.25) / 0.3)
    return exp2(depth / 1200 * sin(2 * .pi * Self.vibratoHertz * (time - 0.25)))
  }
}
