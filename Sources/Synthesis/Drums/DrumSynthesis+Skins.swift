import Audio
import Glibc

/// Drums with a pitch: kick, toms, impact.
extension DrumSynthesis {
  /// A sine that falls from a crack to its pitch, overdriven, behind a tick of noise.
  func kick() -> StereoBuffer {
    let falls = [(hertz: 95.0, seconds: 0.034), (hertz: 330, seconds: 0.011), (hertz: 2_400, seconds: 0.0015)]
    var body = [Float](repeating: 0, count: DrumSound.kick.sampleCount)
    add(
      fallingSine(.kick, to: tuning.kick, falls: falls), gain: 1, hold: 0.055, decay: 0.1, attack: 0.0003, to: &body)
    var sound = StereoBuffer(mono: driven(body, 1.9))
    let noise = filtered(noise(for: .kick, decay: 0.0022), .high, cutoff: 3_200, damping: 1)
    add(StereoBuffer(mono: noise.left), gain: 0.7, decay: 0.0022, attack: 0.0001, to: &sound)
    let knock = filtered(self.noise(for: .kick, layer: 1, decay: 0.007), .band, cutoff: 1_300, damping: 0.8)
    add(StereoBuffer(mono: knock.left), gain: 0.55, decay: 0.007, to: &sound)
    return sound
  }

  /// A skin with its three lowest modes, a stick, and a little air.
  ///
  /// The modes of an ideal membrane lie at 1, 1.593 and 2.136 times the lowest (Fletcher and Rossing, "The Physics of
  /// Musical Instruments", section 3.2).
  func tom(_ sound: DrumSound, frequency: Double, decaySeconds: Double, pan: Float) -> StereoBuffer {
    var body = [Float](repeating: 0, count: sound.sampleCount)
    let modes: [(ratio: Double, gain: Double, decay: Double)] = [(1, 1, 1), (1.593, 0.36, 0.32), (2.136, 0.2, 0.18)]
    for mode in modes {
      let pitch = mode.ratio * frequency
      let skin = fallingSine(sound, to: pitch, falls: [(0.5 * pitch, 0.026), (1.6 * pitch, 0.006)])
      add(skin, gain: mode.gain, hold: 0.02 * mode.decay, decay: mode.decay * decaySeconds, to: &body)
    }
    let stick = filtered(noise(for: sound, decay: 0.006), .band, cutoff: 2_600, damping: 0.9)
    add(stick.left, gain: 1, decay: 0.006, attack: 0.0001, to: &body)
    let air = filtered(noise(for: sound, layer: 1), .low, cutoff: 900, damping: 1.2)
    add(air.left, gain: 0.3, decay: 0.08, to: &body)
    var tom = StereoBuffer(mono: driven(body, 1.5))
    // One side a little quieter above the lowest tones, which stay in the middle.
    let upper = filtered(tom, .high, cutoff: 240, damping: 1.41)
    for index in 0..<tom.count {
      tom.left[index] += min(pan, 0) * -0.5 * upper.left[index] - max(pan, 0) * upper.left[index]
      tom.right[index] += max(pan, 0) * 0.5 * upper.right[index] + min(pan, 0) * upper.right[index]
    }
    return tom
  }

  /// A boom on the pitch of the kick, a rumble, and a wide front of noise that closes behind it.
  func impact() -> StereoBuffer {
    let count = DrumSound.impact.sampleCount
    var body = [Float](repeating: 0, count: count)
    let falls = [(hertz: 60.0, seconds: 0.09), (hertz: 240, seconds: 0.014)]
    add(fallingSine(.impact, to: tuning.kick, falls: falls), gain: 1, hold: 0.08, decay: 0.5, to: &body)
    var sound = StereoBuffer(mono: driven(body, 1.6))
    let rumble = filtered(noise(for: .impact), .low, cutoff: 160, damping: 1)
    add(StereoBuffer(mono: rumble.left), gain: 0.9, decay: 0.5, attack: 0.01, to: &sound)
    let white = noise(for: .impact, layer: 1)
    let front = filtered(
      filtered(white, .low, cutoff: 15_000, damping: 1.3, cutoffAtEnd: 240), .high, cutoff: 150, damping: 1.41)
    add(front, gain: 0.62, decay: 0.03, attack: 0.0003, to: &sound)
    add(front, gain: 0.32, decay: 0.45, to: &sound)
    return sound
  }
}
