import Audio
import Glibc
import Synthesis
import Testing

struct AliasingTests {
  /// The highest fundamental that the bass is asked for.
  private let highest = 80.0
  private let samplesPerBeat = 18_900.0

  /// Measured against the same note with its overdrive at 32 times the sample rate, and only above the sub, which would
  /// hide what lies under the rest.
  @Test(arguments: [BassTimbre.wobble, .growl, .reese, .screech], [WobbleCurve.round, .gate])
  func `no bass aliases above -60 dB`(timbre: BassTimbre, curve: WobbleCurve) {
    let tone = BassTone(timbre: timbre, frequency: highest, wobble: WobbleShape(rate: 2, curve: curve))
    let sounds = [2, 32].map { factor in
      var voice = BassVoice(samplesPerBeat: samplesPerBeat, oversampling: factor)
      let sound = voice.sound(of: tone, count: Int(1.5 * samplesPerBeat))
      return Sound.filtered(sound, cutoff: 150, isHighPass: true)
    }
    let residue = Sound.energy(Sound.difference(sounds[0], sounds[1])) / Sound.energy(sounds[1])
    #expect(Sound.decibels(residue) < -60)
  }

  /// Against the harmonics that a sine makes: whatever lies between them was folded down.
  @Test(arguments: [(311.0, 8.0), (997, 4), (1_733, 3), (2_411, 2), (4_001, 1)])
  func `a sine driven into saturation has nothing between its harmonics`(frequency: Double, drive: Double) {
    var samples = sine(frequency)
    var oversampler = Oversampler(factor: 2)
    oversampler.shape(&samples, along: SoftCurve(drive: Float(drive)))
    #expect(inharmonicity(of: samples, frequency: frequency) < -60)
  }

  @Test(arguments: [311.0, 733, 1_201])
  func `a sine that folds three times has nothing between its harmonics`(frequency: Double) {
    var samples = sine(frequency).map { 6 * $0 }
    var oversampler = Oversampler(factor: 2)
    oversampler.shape(&samples, along: FoldCurve())
    #expect(inharmonicity(of: samples, frequency: frequency) < -60)
  }

  /// The sub is one sine, overdriven without oversampling.
  @Test func `the sub has nothing between its harmonics`() {
    var voice = BassVoice(samplesPerBeat: samplesPerBeat)
    let sound = voice.sound(of: BassTone(timbre: .sub, frequency: highest, wobble: WobbleShape(rate: 1)), count: 70_000)
    #expect(inharmonicity(of: Array(sound.left[2_000...]), frequency: highest) < -60)
  }

  @Test func `an oversampler leaves a quiet sine as it is`() {
    for frequency in [100.0, 5_000, 12_000, 16_000] {
      let plain = sine(frequency).map { 0.01 * $0 }
      var samples = plain
      var oversampler = Oversampler(factor: 2)
      oversampler.shape(&samples, along: SoftCurve(drive: 1))
      let middle = 1_000..<63_000
      let difference = zip(samples[middle], plain[middle]).map(-)
      #expect(Sound.decibels(Sound.energy(difference) / Sound.energy(plain[middle])) < -50)
    }
  }

  @Test func `the highest chord of a pad has nothing between its harmonics`() {
    let chord = [466.16, 587.33, 698.46]
    var pad = PadVoice(brightness: 1)
    let sound = pad.sound(of: chord, count: 100_000)
    let (powers, binWidth) = Spectrum(samples: Array(sound.left[20_000..<85_536])).powers(length: 65_536)
    var (inside, outside) = (0.0, 0.0)
    for (bin, power) in powers.enumerated() {
      let frequency = Double(bin) * binWidth
      // The saws of a tone lie within 8 cents of it.
      let isHarmonic = chord.contains { tone in
        let harmonic = max((frequency / tone).rounded(), 1)
        return abs(frequency - harmonic * tone) < 0.005 * harmonic * tone + 5 * binWidth
      }
      if isHarmonic { inside += Double(power) } else { outside += Double(power) }
    }
    #expect(Sound.decibels(outside / inside) < -60)
  }

  private func sine(_ frequency: Double) -> [Float] {
    (0..<65_536).map { Float(sin(2 * .pi * frequency * Double($0) / 44_100)) }
  }

  /// The power between harmonics over the whole power, in decibels.
  private func inharmonicity(of samples: [Float], frequency: Double) -> Double {
    let (powers, binWidth) = Spectrum(samples: samples).powers(length: 65_536)
    let between = powers.enumerated().filter { bin, _ in
      let place = Double(bin) * binWidth
      return bin > 5 && abs(place - (place / frequency).rounded() * frequency) > 6 * binWidth
    }
    return Sound.decibels(
      between.reduce(0) { $0 + Double($1.element) } / powers.reduce(0) { $0 + Double($1) })
  }
}
