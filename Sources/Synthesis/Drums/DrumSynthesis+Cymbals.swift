import Audio
import Glibc

/// Metal and plain noise: hats, crash, ride, splash.
extension DrumSynthesis {
  /// Six squares that share no harmonic, the classic recipe of analogue drum machines, here band-limited.
  ///
  /// The ratios are those measured on the TR-808 (Werner, Abel and Smith, "The TR-808 Cymbal: a Physically-Informed,
  /// Circuit-Bendable, Digital Model", ICMC 2014).
  private func metal(_ sound: DrumSound, stretch: Double) -> StereoBuffer {
    var metal = StereoBuffer(count: sound.sampleCount)
    var span = metal.mutableSpan
    for (index, frequency) in [205.3, 304.4, 369.6, 522.7, 540, 800].enumerated() {
      let turns = 0.37 * Double(index) - Double(37 * index / 100)
      // The right side is a few cents higher.
      let (left, right) = (stretch * frequency, 1.0043 * stretch * frequency)
      bank.table(for: left).square.add(frequency: left, turns: turns, gain: 0.3, into: &span.left)
      bank.table(for: right).square.add(frequency: right, turns: turns, gain: 0.3, into: &span.right)
    }
    return metal
  }

  /// Metal and noise above 7 kHz.
  func hat(_ name: DrumSound, decaySeconds: Double) -> StereoBuffer {
    let plate = filtered(metal(name, stretch: 1.62), .high, cutoff: 6_800, damping: 0.9)
    let ringing = filtered(plate, .high, cutoff: 7_600, damping: 1)
    let air = filtered(noise(for: name), .high, cutoff: 8_200, damping: 0.9)
    var sound = StereoBuffer(count: name.sampleCount)
    add(ringing, gain: 1, decay: decaySeconds, attack: 0.0003, to: &sound)
    add(air, gain: 0.34, decay: 0.8 * decaySeconds, attack: 0.0003, to: &sound)
    // The stick.
    add(air, gain: 0.5, decay: 0.0025, attack: 0.0001, to: &sound)
    return sound
  }

  /// Wide noise and metal; the highest tones die first.
  func crash() -> StereoBuffer {
    let white = noise(for: .crash)
    let wash = filtered(white, .high, cutoff: 2_600, damping: 1.2)
    let dark = filtered(wash, .low, cutoff: 16_000, damping: 1.2, cutoffAtEnd: 4_200)
    let plate = filtered(metal(.crash, stretch: 2.07), .high, cutoff: 3_800, damping: 1)
    let low = filtered(metal(.crash, stretch: 1.31), .band, cutoff: 900, damping: 0.8)
    var sound = StereoBuffer(count: white.count)
    add(dark, gain: 0.7, decay: 0.52, attack: 0.0008, to: &sound)
    add(wash, gain: 0.5, decay: 0.07, attack: 0.0004, to: &sound)
    add(plate, gain: 0.42, decay: 0.6, attack: 0.002, to: &sound)
    add(low, gain: 0.1, decay: 0.22, attack: 0.001, to: &sound)
    return sound
  }

  /// A ping of many inharmonic tones over a quiet wash.
  func ride() -> StereoBuffer {
    let count = DrumSound.ride.sampleCount
    let random = SeededNoise(seed: 0x71DE)
    var sound = StereoBuffer(count: count)
    for index in 0..<26 {
      // Evenly spread over pitch from 420 Hz to 11 kHz, each off its place by up to a third of the step.
      let place = (Double(index) + 0.33 * Double(random.sample(at: 2 * index))) / 25
      let frequency = 420 * pow(11_000.0 / 420, min(max(place, 0), 1))
      // The bell rings between 2 and 6 kHz.
      let bell = exp(-pow(log2(frequency / 3_600) / 1.1, 2))
      let gain = Float((0.12 + 0.4 * bell) * (0.7 + 0.3 * Double(random.sample(at: 2 * index + 1))))
      let partial = ringing(frequency: frequency, decaySeconds: 0.1 + 0.32 * bell, count: count, phase: Double(index))
      let pan: Float = index.isMultiple(of: 2) ? 0.25 : -0.25
      var span = sound.mutableSpan
      for position in 0..<count {
        span.left[position] += gain * (1 - pan) * partial[position]
        span.right[position] += gain * (1 + pan) * partial[position]
      }
    }
    let wash = filtered(noise(for: .ride), .high, cutoff: 5_200, damping: 1)
    add(wash, gain: 1.5, decay: 0.4, attack: 0.001, to: &sound)
    add(wash, gain: 3, decay: 0.006, attack: 0.0002, to: &sound)
    return filtered(sound, .high, cutoff: 350, damping: 1.41)
  }

  /// White noise that darkens as it falls away.
  func splash() -> StereoBuffer {
    let white = filtered(noise(for: .splash), .high, cutoff: 300, damping: 1.41)
    let falling = filtered(white, .low, cutoff: 20_000, damping: 1.3, cutoffAtEnd: 1_600)
    var sound = StereoBuffer(count: white.count)
    add(falling, gain: 0.65, decay: 0.4, attack: 0.0008, to: &sound)
    add(white, gain: 0.5, decay: 0.05, attack: 0.0004, to: &sound)
    return sound
  }

  /// A sine that dies away, by the recurrence y[n] = 2 r cos(w) y[n-1] - r^2 y[n-2].
  private func ringing(frequency: Double, decaySeconds: Double, count: Int, phase: Double) -> [Float] {
    let angle = 2 * .pi * frequency / Self.sampleRate
    let shrink = exp(-1 / (decaySeconds * Self.sampleRate))
    let (forward, backward) = (2 * shrink * cos(angle), -shrink * shrink)
    var (latest, before) = (sin(phase - angle) / shrink, sin(phase - 2 * angle) / (shrink * shrink))
    return (0..<count).map { _ in
      let sample = forward * latest + backward * before
      (before, latest) = (latest, sample)
      return Float(sample)
    }
  }
}
