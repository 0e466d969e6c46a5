import Audio
import Glibc

/// Short strokes of noise over a skin or none: snares, clap, rim.
extension DrumSynthesis {
  /// Two tones of the skin, a crack, the rattle of the wires, and for long ones a room that stops dead, as under a gate.
  func snare(tail: Bool) -> StereoBuffer {
    let name = tail ? DrumSound.snare : .rollSnare
    var skin = [Float](repeating: 0, count: name.sampleCount)
    let (low, high) = (187.0, 331.0)
    add(
      fallingSine(name, to: low, falls: [(85, 0.016), (420, 0.004)]), gain: 0.85, hold: 0.012,
      decay: tail ? 0.048 : 0.026,
      to: &skin)
    add(fallingSine(name, to: high, falls: [(120, 0.01)]), gain: 0.4, decay: tail ? 0.036 : 0.018, to: &skin)
    var sound = StereoBuffer(mono: skin)

    let crack = filtered(noise(for: name), .band, cutoff: 2_100, damping: 1.1)
    add(StereoBuffer(mono: crack.left), gain: 1.7, decay: tail ? 0.026 : 0.016, attack: 0.0002, to: &sound)
    let wires = filtered(noise(for: name, layer: 1), .high, cutoff: 3_000, damping: 1.1)
    add(filtered(wires, .low, cutoff: 11_000, damping: 1.2), gain: 1.35, decay: tail ? 0.095 : 0.046, to: &sound)
    let fizz = filtered(noise(for: name, layer: 2), .high, cutoff: 7_500, damping: 1)
    add(fizz, gain: 0.6, decay: tail ? 0.06 : 0.03, attack: 0.0002, to: &sound)
    if tail { addRoom(to: &sound) }
    return driven(sound, 1.25)
  }

  private func addRoom(to sound: inout StereoBuffer) {
    let air = filtered(noise(for: .snare, layer: 3), .band, cutoff: 1_700, damping: 1.3)
    var room = StereoBuffer(count: sound.count)
    add(air, gain: 0.62, decay: 0.24, attack: 0.018, to: &room)
    // The gate shuts within 40 ms.
    let (shut, length) = (0.33 * Self.sampleRate, 0.04 * Self.sampleRate)
    for index in 0..<room.count {
      let gate = Float(min(max(1 - (Double(index) - shut) / length, 0), 1))
      sound.left[index] += gate * room.left[index]
      sound.right[index] += gate * room.right[index]
    }
  }

  /// Four pairs of hands within 35 ms, and the room they clap in.
  func clap() -> StereoBuffer {
    let hands = filtered(noise(for: .clap), .band, cutoff: 1_250, damping: 0.62)
    let bright = filtered(noise(for: .clap, layer: 1), .high, cutoff: 2_600, damping: 1.2)
    var sound = StereoBuffer(count: hands.count)
    for (start, gain) in [(0.0, 0.8), (0.0105, 0.9), (0.0215, 1), (0.033, 1.1)] {
      let first = WorkingFormat.sampleIndex(atSeconds: start)
      var burst = StereoBuffer(count: hands.count - first)
      add(hands.shifted(by: first), gain: gain, decay: first > 1_400 ? 0.018 : 0.0042, attack: 0.0003, to: &burst)
      add(bright.shifted(by: first), gain: 0.28 * gain, decay: 0.0038, attack: 0.0002, to: &burst)
      var span = sound.mutableSpan
      burst.add(at: first, gain: 1, into: &span)
    }
    add(hands, gain: 0.34, decay: 0.085, attack: 0.03, to: &sound)
    add(bright, gain: 0.1, decay: 0.07, attack: 0.03, to: &sound)
    return driven(sound, 2.4)
  }

  /// A dry knock of wood and metal.
  func rim() -> StereoBuffer {
    var sound = [Float](repeating: 0, count: DrumSound.rim.sampleCount)
    for (frequency, gain, decay) in [(478.0, 0.6, 0.011), (1_712, 1, 0.007), (2_870, 0.45, 0.0045)] {
      add(
        fallingSine(.rim, to: frequency, falls: [(0.08 * frequency, 0.004)]), gain: gain, decay: decay, attack: 0.0002,
        to: &sound)
    }
    let stick = filtered(noise(for: .rim, decay: 0.0018), .high, cutoff: 3_500, damping: 1)
    add(stick.left, gain: 0.5, decay: 0.0018, attack: 0.0001, to: &sound)
    return StereoBuffer(mono: driven(sound, 1.6))
  }
}

extension StereoBuffer {
  /// Without the first `count` samples, and silence at the end instead.
  fileprivate func shifted(by count: Int) -> StereoBuffer {
    let silence = [Float](repeating: 0, count: count)
    return StereoBuffer(left: left.dropFirst(count) + silence, right: right.dropFirst(count) + silence)
  }
}
