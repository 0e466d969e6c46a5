import Audio
import Glibc
import Synthesis
import Testing

struct InstrumentSamplesTests {
  @Test func `names say the instrument, and for pitched ones the note`() {
    #expect(InstrumentName(fileStem: "kick")?.instrument == .drum(.kick))
    #expect(InstrumentName(fileStem: "Open-Hat")?.instrument == .drum(.openHat))
    #expect(InstrumentName(fileStem: "down-lifter")?.instrument == .downLifter)
    #expect(InstrumentName(fileStem: "kick")?.rootFrequency == nil)
    let roots: [(String, Double)] = [
      ("growl", 65.406), ("growl-F1", 43.654), ("reese-f#1", 46.249), ("sub-Bb0", 29.135), ("pad", 130.813),
      ("pad-A4", 440), ("wobble-C-1", 8.176),
    ]
    for (stem, root) in roots {
      #expect(abs((InstrumentName(fileStem: stem)?.rootFrequency ?? 0) - root) < 0.01, "\(stem)")
    }
    for stem in ["", "-", "kick-F1", "growl-H1", "growl-", "growl-F", "growl-F11", "cowbell", "growl-F1-x"] {
      #expect(InstrumentName(fileStem: stem) == nil, "\(stem)")
    }
    #expect(InstrumentName.known.contains("tom-low") && InstrumentName.known.contains("pad"))
    #expect(InstrumentName.known.allSatisfy { InstrumentName(fileStem: $0) != nil })
  }

  @Test func `a recorded drum replaces the made one as it is`() {
    let own = StereoBuffer(left: tone(200, count: 3_000, gain: 0.4), right: tone(300, count: 3_000, gain: 0.2))
    let kit = DrumKit(seed: 1, samples: InstrumentSamples(["snare": own, "cowbell": own]))
    let (isOwn, isMade) = (kit.make(.snare) == own, kit.make(.kick) == DrumKit(seed: 1).make(.kick))
    #expect(isOwn && isMade)
  }

  @Test func `a recording is held to 12 seconds and a peak of 1, and cleaned of what is no number`() {
    var left = tone(100, count: 14 * 44_100, gain: 3)
    left[10] = .nan
    left[11] = .infinity
    let own = StereoBuffer(mono: left)
    let hit = DrumKit(seed: 1, samples: InstrumentSamples(["crash": own])).make(.crash)
    #expect(hit.count == 12 * 44_100)
    #expect(Sound.isFinite(hit) && Sound.peak(hit) <= 1 && Sound.peak(hit) > 0.99)
    #expect(abs(hit.left[hit.count - 1]) < 1e-3)
  }

  @Test(arguments: [500, 300_000])
  func `a recorded reverse crash ends where the made one does`(count: Int) {
    let rising = StereoBuffer(mono: (0..<count).map { Float($0) / Float(count) })
    let kit = DrumKit(seed: 1, samples: InstrumentSamples(["reverse-crash": rising]))
    #expect(kit.make(.reverseCrash).count == DrumSound.reverseCrash.sampleCount)
    #expect(kit.make(.reverseCrash).left.last ?? 0 > 0.9)
  }

  @Test(arguments: [40.0, 65.406, 97.3, 220])
  func `a recorded bass is brought to the pitch of the note`(frequency: Double) {
    // A growl that sounds F1, two octaves above its root and so far from any edge.
    let own = StereoBuffer(mono: tone(4 * 43.654, count: 200_000, gain: 0.5))
    let sound = bass(["growl-F1": own], .growl, frequency: frequency, count: 20_000)
    let found = Spectrum(samples: sound.left).peak(near: 4 * frequency, cents: 60)
    #expect(abs(1_200 * log2(found / (4 * frequency))) < 1)
    #expect(abs(sound.left[0]) < 1e-3 && abs(sound.left[19_999]) < 1e-3)
  }

  @Test func `repitching does not alias`() {
    // Up two octaves, 8 kHz would be 32 kHz: nothing of it may be left.
    let high = StereoBuffer(mono: tone(8_000, count: 150_000, gain: 0.5))
    let up = bass(["wobble": high], .wobble, frequency: 4 * 65.406, count: 30_000)
    #expect(Sound.decibels(Sound.energy(up.left) / 30_000 / 0.125) < -60)
    // Down an octave, 15 kHz is 7.5 kHz without any image above.
    let low = StereoBuffer(mono: tone(15_000, count: 100_000, gain: 0.5))
    let down = bass(["wobble": low], .wobble, frequency: 65.406 / 2, count: 40_000)
    let (powers, binWidth) = Spectrum(samples: Array(down.left[2_000...])).powers(length: 32_768)
    let outside = powers.enumerated().filter { abs(Double($0.offset) * binWidth - 7_500) > 20 }
    let residue = outside.reduce(0) { $0 + Double($1.element) } / powers.reduce(0) { $0 + Double($1) }
    #expect(Sound.decibels(residue) < -60)
  }

  @Test func `of several recordings of a bass the nearest is taken, and none is looped`() {
    let low = StereoBuffer(mono: tone(500, count: 10_000, gain: 0.5))
    let high = StereoBuffer(mono: tone(900, count: 10_000, gain: 0.5))
    let sound = bass(["sub-C1": low, "sub-C2": high], .sub, frequency: 65.406, count: 20_000)
    let spectrum = Spectrum(samples: Array(sound.left[..<9_000]))
    #expect(spectrum.amplitude(at: 900) > 100 * spectrum.amplitude(at: 500))
    #expect(sound.left[10_100...].allSatisfy { $0 == 0 })
  }

  @Test func `a recorded pad plays every tone of the chord`() {
    let own = StereoBuffer(mono: tone(130.813, count: 200_000, gain: 0.5))
    var pad = PadVoice(samples: InstrumentSamples(["pad": own]))
    let sound = pad.sound(of: [130.813, 196], count: 66_150)
    let spectrum = Spectrum(samples: Array(sound.left[16_000..<44_000]))
    #expect(abs(spectrum.amplitude(at: 130.813) - 0.354) < 0.02)
    #expect(abs(spectrum.amplitude(at: 196) - 0.354) < 0.02)
  }

  @Test func `a recorded riser ends where the made one would`() {
    let rising = StereoBuffer(mono: (0..<5_000).map { Float($0) / 5_000 })
    for count in [2_000, 20_000] {
      let riser = Riser(count: count, frequency: 200, seed: 1, samples: InstrumentSamples(["riser": rising]))
      var sound = StereoBuffer(count: 30_000)
      var span = sound.mutableSpan
      riser.add(at: 100, gain: 1, into: &span)
      #expect(sound.left[99 + count] > 0.99 && sound.left[100 + count] == 0)
      #expect(sound.left[..<100].allSatisfy { $0 == 0 })
    }
  }

  @Test func `recorded vinyl goes round and round`() {
    let own = StereoBuffer(mono: tone(441, count: 7_777, gain: 0.5))
    let crackle = VinylCrackle(seed: 1, samples: InstrumentSamples(["vinyl": own]))
    var sound = StereoBuffer(count: 20_000)
    var span = sound.mutableSpan
    crackle.add(from: 3 * 7_777 + 5, gain: 1, into: &span)
    let isSame = (0..<20_000).allSatisfy { sound.left[$0] == own.left[($0 + 5) % 7_777] }
    #expect(isSame)
  }

  private func tone(_ frequency: Double, count: Int, gain: Float) -> [Float] {
    (0..<count).map { gain * Float(sin(2 * .pi * frequency * Double($0) / 44_100)) }
  }

  private func bass(
    _ recordings: [String: StereoBuffer], _ timbre: BassTimbre, frequency: Double, count: Int
  ) -> StereoBuffer {
    var voice = BassVoice(samplesPerBeat: 20_000, samples: InstrumentSamples(recordings))
    let sound = voice.sound(
      of: BassTone(timbre: timbre, frequency: frequency, wobble: WobbleShape(rate: 1)), count: count)
    return sound
  }
}
