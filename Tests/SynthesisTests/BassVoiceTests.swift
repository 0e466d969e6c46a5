import Audio
import Glibc
import Synthesis
import Testing

struct BassVoiceTests {
  private let samplesPerBeat = 18_900.0

  @Test(arguments: BassTimbre.allCases)
  func `the strongest tone of a bass note is its fundamental`(timbre: BassTimbre) {
    let samples = render(timbre, frequency: 55, rate: 2, beats: 2).left
    let spectrum = Spectrum(samples: Array(samples[4_000..<20_384]))
    let fundamental = spectrum.amplitude(at: 55)
    for other in [30.0, 41, 68, 82, 110, 165, 220] { #expect(spectrum.amplitude(at: other) < fundamental) }
  }

  @Test(arguments: BassTimbre.allCases, [41.203, 52.37, 80])
  func `a bass note lies within 3 cents of its pitch`(timbre: BassTimbre, frequency: Double) {
    let samples = render(timbre, frequency: frequency, rate: 2, beats: 4).left
    let found = Spectrum(samples: Array(samples[4_000..<36_000])).peak(near: frequency, cents: 40)
    #expect(abs(1_200 * log2(found / frequency)) < 3)
  }

  @Test(arguments: BassTimbre.allCases)
  func `under 120 Hz a bass note is in the middle, above it is wide`(timbre: BassTimbre) {
    for frequency in [43.0, 80] {
      let sound = render(timbre, frequency: frequency, rate: 2, beats: 4)
      #expect(Sound.correlation(Sound.filtered(sound, cutoff: 120, isHighPass: false)) > 0.99)
      guard timbre != .sub else { continue }
      let width = Sound.width(Sound.filtered(sound, cutoff: 400, isHighPass: true))
      // Wide, but more in the middle than at the sides: in mono it loses less than half of its power.
      #expect(width > 0.05 && width < 1)
    }
  }

  @Test(arguments: BassTimbre.allCases)
  func `a bass note starts and ends in silence and stays within its bounds`(timbre: BassTimbre) {
    for beats in [0.01, 0.25, 0.75, 4] {
      for frequency in [41.2, 80] {
        let sound = render(timbre, frequency: frequency, rate: 4, beats: beats)
        #expect(Sound.isFinite(sound))
        for channel in [sound.left, sound.right] {
          #expect(abs(channel[0]) < 1e-3)
          #expect(abs(channel[channel.count - 1]) < 1e-3)
          #expect(channel.allSatisfy { abs($0) < 1.25 })
        }
        // Whole periods of the fundamental are few in a note, so a little of one may be left over.
        if beats == 4 { #expect(abs(Sound.mean(sound.left)) < 2e-3) }
      }
    }
  }

  @Test(arguments: BassTimbre.allCases)
  func `a note played again is the same note, whatever was played in between`(timbre: BassTimbre) {
    var voice = BassVoice(samplesPerBeat: samplesPerBeat)
    let tone = BassTone(timbre: timbre, frequency: 50, wobble: WobbleShape(rate: 2))
    var sounds: [StereoBuffer] = []
    for _ in 0..<2 {
      // More than the voice remembers.
      for detour in 0..<8 {
        _ = voice.sound(
          of: BassTone(timbre: .sub, frequency: 40 + Double(detour), wobble: WobbleShape(rate: 1)), count: 300_000)
      }
      for _ in 0..<2 {
        let sound = voice.sound(of: tone, count: 20_000)
        sounds.append(sound)
      }
    }
    let isSame = sounds.allSatisfy { $0 == sounds[0] }
    #expect(isSame)
    // Another tone of the same length is another sound.
    let other = voice.sound(of: BassTone(timbre: timbre, frequency: 51, wobble: WobbleShape(rate: 2)), count: 20_000)
    let isOther = other != sounds[0]
    #expect(isOther)
  }

  @Test(arguments: [BassTimbre.wobble, .growl, .screech])
  func `a mellow note is darker than a bright one`(timbre: BassTimbre) {
    let power = [0.0, 1].map { brightness in
      var voice = BassVoice(samplesPerBeat: samplesPerBeat)
      let sound = voice.sound(
        of: BassTone(timbre: timbre, frequency: 50, wobble: WobbleShape(rate: 1), brightness: brightness), count: 40_000
      )
      return Sound.energy(Sound.filtered(sound, cutoff: 3_000, isHighPass: true))
    }
    #expect(power[0] < 0.5 * power[1])
  }

  private func render(_ timbre: BassTimbre, frequency: Double, rate: Double, beats: Double) -> StereoBuffer {
    let tone = BassTone(timbre: timbre, frequency: frequency, wobble: WobbleShape(rate: rate))
    var voice = BassVoice(samplesPerBeat: samplesPerBeat)
    let sound = voice.sound(of: tone, count: Int(beats * samplesPerBeat))
    return sound
  }
}
