import Audio
import Glibc
import Synthesis
import Testing

struct PadVoiceTests {
  private let chord = [130.81, 155.56, 196.0]

  @Test func `a pad sounds the tones of its chord and none between`() {
    let spectrum = Spectrum(samples: Array(render(chord, count: 132_300).left[30_000..<95_536]))
    for tone in chord {
      #expect(spectrum.amplitude(at: tone) > 8 * spectrum.amplitude(at: tone * 1.03))
      #expect(spectrum.amplitude(at: tone) > 8 * spectrum.amplitude(at: tone / 1.03))
    }
  }

  @Test(arguments: [100, 5_000, 22_050, 132_300])
  func `a pad swells from silence and ends in silence`(count: Int) {
    let sound = render(chord, count: count)
    #expect(Sound.isFinite(sound) && Sound.peak(sound) < 1)
    #expect(abs(sound.left[0]) < 1e-4 && abs(sound.left[count - 1]) < 1e-4)
    guard count > 100_000 else { return }
    #expect(Sound.energy(sound.left[..<2_205]) < 0.05 * Sound.energy(sound.left[40_000..<42_205]))
    #expect(abs(Sound.mean(sound.left)) < 1e-3)
  }

  @Test func `a pad is wide and survives a mono loudspeaker`() {
    let width = Sound.width(render(chord, count: 132_300))
    #expect(width > 0.2 && width < 1)
  }

  @Test func `a chord played again is the same chord`() {
    var pad = PadVoice()
    var sounds: [StereoBuffer] = []
    for _ in 0..<2 {
      let sound = pad.sound(of: chord, count: 20_000)
      sounds.append(sound)
    }
    let fresh = render(chord, count: 20_000)
    let isSame = sounds[0] == sounds[1] && sounds[0] == fresh
    #expect(isSame)
  }

  @Test func `a pad without tones is silent`() {
    #expect(Sound.peak(render([], count: 1_000)) == 0)
  }

  private func render(_ chord: [Double], count: Int) -> StereoBuffer {
    var pad = PadVoice()
    let sound = pad.sound(of: chord, count: count)
    return sound
  }
}
