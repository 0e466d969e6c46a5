import Glibc

extension Signals {
  /// Babble with the build of speech: a voice's pulses through the resonances of changing vowels, hisses between
  /// them, and pauses; no beat, no key.
  package static func speech(seconds: Double, seed: UInt64, sampleRate: Int = 44_100) -> [Float] {
    let length = count(seconds: seconds, sampleRate: sampleRate)
    var random = FixtureRandom(seed: seed)
    var samples: [Float] = []
    samples.reserveCapacity(length + sampleRate)
    while samples.count < length {
      let kind = random.next() % 8
      let duration = 0.10 + 0.10 * (1 + random.bipolar())
      switch kind {
      case 0: samples += silence(seconds: duration, sampleRate: sampleRate)
      case 1, 2: samples += hiss(seconds: duration / 2, random: &random, sampleRate: sampleRate)
      default: samples += vowel(seconds: duration, random: &random, sampleRate: sampleRate)
      }
    }
    return levelled(samples.prefix(length))
  }

  /// The level of a voice recorded well, which random vowels and rates would miss: -20 dB.
  private static func levelled(_ samples: ArraySlice<Float>) -> [Float] {
    let power = samples.reduce(0) { $0 + Double($1 * $1) } / Double(max(1, samples.count))
    let gain = Float(power > 0 ? 0.1 / power.squareRoot() : 0)
    return samples.map { max(-0.95, min(0.95, $0 * gain)) }
  }

  /// First three formants in Hz of the vowels of "father", "bed", "see", "law" and "boot" (after Peterson and Barney 1952).
  private static let formants: [[Double]] = [
    [730, 1090, 2440], [530, 1840, 2480], [270, 2290, 3010], [570, 840, 2410], [300, 870, 2240],
  ]

  private static func vowel(seconds: Double, random: inout FixtureRandom, sampleRate: Int) -> [Float] {
    let rate = Double(sampleRate)
    let vowel = formants[Int(random.next() % UInt64(formants.count))]
    var resonances = vowel.filter { $0 < 0.45 * rate }
      .map { FixtureFilter(.bandPass, frequency: $0, sampleRate: rate, quality: $0 / 90) }
    let pitch = 115 * exp2(0.35 * random.bipolar())
    let glide = 0.15 * random.bipolar()
    var phase = 0.0
    let length = count(seconds: seconds, sampleRate: sampleRate)
    return (0..<length).map { index in
      let progress = Double(index) / Double(length)
      phase += pitch * exp2(glide * progress) * (1 + 0.02 * random.bipolar()) / rate
      let isPulse = phase >= 1
      if isPulse { phase -= 1 }
      // A pulse's strength is its area, which must not depend on the rate.
      let pulse = isPulse ? rate / 44_100 : 0
      var value = 0.0
      for position in resonances.indices { value += resonances[position].process(pulse) / Double(position + 1) }
      return Float(9 * value * sin(.pi * progress))
    }
  }

  private static func hiss(seconds: Double, random: inout FixtureRandom, sampleRate: Int) -> [Float] {
    let rate = Double(sampleRate)
    var band = FixtureFilter(.bandPass, frequency: min(5000, 0.3 * rate), sampleRate: rate, quality: 1)
    let length = count(seconds: seconds, sampleRate: sampleRate)
    return (0..<length).map { index in
      Float(0.25 * sin(.pi * Double(index) / Double(length)) * band.process(random.bipolar()))
    }
  }
}
