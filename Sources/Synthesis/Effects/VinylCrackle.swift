package import Audio
import Glibc

/// The ticks, pops and hiss of an old record, as a pure function of a seed and the place in the song.
package struct VinylCrackle: Sendable {
  /// Samples of a slot that holds one tick at most.
  private static let tickSlot = 1_323
  /// Samples of a slot that holds one pop at most.
  private static let popSlot = 30_870
  /// Out of 1,000 slots, how many have one.
  private static let (tickShare, popShare) = (330, 420)
  /// A record at 33 1/3 turns a minute passes its scratch this often, in samples.
  private static let turn = 79_380
  /// What a tick and a pop last.
  private static let (tickCount, popCount) = (96, 1_100)

  private let ticks: SeededNoise
  private let pops: SeededNoise
  private let hiss: SeededNoise
  private let mirror: SeededNoise
  private let tick: [Float]
  private let pop: [Float]
  private let recording: StereoBuffer?

  /// - Parameter samples: Recordings; one of vinyl goes round and round in place of this one.
  package init(seed: UInt64, samples: InstrumentSamples = InstrumentSamples()) {
    ticks = SeededNoise(seed: seed)
    pops = SeededNoise(seed: seed &+ 1)
    hiss = SeededNoise(seed: seed &+ 2)
    mirror = SeededNoise(seed: seed &+ 3)
    // A dust grain rings in the stylus near 4 kHz, a scratch shakes the arm near 400 Hz.
    tick = Self.ringing(frequency: 4_100, seconds: 0.000_35, count: Self.tickCount)
    pop = Self.ringing(frequency: 410, seconds: 0.004, count: Self.popCount)
    recording = samples.recording(of: .vinyl)
  }

  /// Adds the crackle of the samples from `position` of the song on; peaks stay under 0.5 at a gain of 1.
  package func add(from position: Int, gain: Float, into output: inout MutableStereoSpan) {
    if let recording { return addRound(recording, from: position, gain: gain, into: &output) }
    addHiss(from: position, gain: 0.007 * gain, into: &output)
    let range = position..<position + output.count
    addGrains(tick, ticks, slot: Self.tickSlot, share: Self.tickShare, range, gain: 0.6 * gain, into: &output)
    addGrains(pop, pops, slot: Self.popSlot, share: Self.popShare, range, gain: 0.5 * gain, into: &output)
    var scratch = max(range.lowerBound - Self.popCount, 0) / Self.turn * Self.turn
    while scratch < range.upperBound {
      Self.add(tick, at: scratch - position, left: 0.22 * gain, right: 0.17 * gain, into: &output)
      scratch += Self.turn
    }
  }

  // MARK: Layers

  /// Grains at random places of some slots; small ones are many and large ones few.
  private func addGrains(
    _ grain: [Float], _ random: SeededNoise, slot: Int, share: Int, _ range: Range<Int>, gain: Float,
    into output: inout MutableStereoSpan
  ) {
    let first = max(range.lowerBound - grain.count, 0) / slot
    for index in first...max(range.upperBound / slot, first) where random.choice(at: 4 * index, below: 1_000) < share {
      let start = index * slot + random.choice(at: 4 * index + 1, below: slot)
      let size = abs(random.sample(at: 4 * index + 2))
      let level = gain * (0.06 + 0.94 * size * size * size)
      let pan = 0.5 * random.sample(at: 4 * index + 3)
      Self.add(
        grain, at: start - range.lowerBound, left: level * (1 - pan) / 1.5, right: level * (1 + pan) / 1.5,
        into: &output)
    }
  }

  /// Noise with less of the lowest and the highest tones, a little wider than one channel.
  private func addHiss(from position: Int, gain: Float, into output: inout MutableStereoSpan) {
    func value(_ index: Int) -> SIMD2<Float> {
      let (middle, side) = (hiss.sample(at: index), 0.7 * mirror.sample(at: index))
      return SIMD2(middle + side, middle - side)
    }
    var past = (value(position - 3), value(position - 2), value(position - 1))
    for index in 0..<output.count {
      let now = value(position + index)
      // A band from 1 to 15 kHz: (1 + z^-1) (1 - z^-2).
      let band = now + past.2 - past.1 - past.0
      output.left[index] += gain * band.x
      output.right[index] += gain * band.y
      past = (past.1, past.2, now)
    }
  }

  private func addRound(
    _ recording: StereoBuffer, from position: Int, gain: Float, into output: inout MutableStereoSpan
  ) {
    var start = position / recording.count * recording.count - position
    while start < output.count {
      recording.add(at: start, gain: gain, into: &output)
      start += recording.count
    }
  }

  private static func add(
    _ grain: [Float], at start: Int, left: Float, right: Float, into output: inout MutableStereoSpan
  ) {
    for index in max(start, 0)..<max(min(start + grain.count, output.count), max(start, 0)) {
      output.left[index] += left * grain[index - start]
      output.right[index] += right * grain[index - start]
    }
  }

  /// A sine that dies away within `seconds`, to silence at its end.
  private static func ringing(frequency: Double, seconds: Double, count: Int) -> [Float] {
    (0..<count).map { index in
      let time = WorkingFormat.seconds(ofSamples: index)
      let fade = 1 - Double(index) / Double(count - 1)
      return Float(sin(2 * .pi * frequency * time) * exp(-time / seconds) * fade)
    }
  }
}
