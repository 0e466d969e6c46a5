import Audio
import Glibc
import Synthesis
import Testing

struct EffectTests {
  @Test func `a riser mixed in pieces equals the whole`() {
    let riser = Riser(count: 60_000, frequency: 200, seed: 3)
    let whole = mixed(70_000) { span in riser.add(at: 100, gain: 1, into: &span) }
    for first in [1, 99, 12_000, 33_333, 59_000] {
      let part = mixed(70_000 - first) { span in riser.add(at: 100 - first, gain: 1, into: &span) }
      let isSame = Array(whole.right[first...]) == part.right && Array(whole.left[first...]) == part.left
      #expect(isSame)
    }
  }

  @Test func `a riser swells and climbs two octaves, a down-lifter falls by as much`() {
    let count = 88_200
    let riser = mixed(count) { span in Riser(count: count, frequency: 200, seed: 3).add(at: 0, gain: 1, into: &span) }
    let faller = mixed(count) { span in
      DownLifter(count: count, frequency: 800, seed: 3).add(at: 0, gain: 1, into: &span)
    }
    let (early, late) = (10_000..<20_000, 70_000..<80_000)
    #expect(Sound.energy(riser.left[late]) > 10 * Sound.energy(riser.left[early]))
    #expect(Sound.energy(faller.left[early]) > 10 * Sound.energy(faller.left[late]))
    // Halfway either tone is an octave from its start.
    for sound in [riser, faller] {
      let spectrum = Spectrum(samples: Array(sound.left[43_588..<44_612]))
      #expect(spectrum.amplitude(at: 400) > 2 * spectrum.amplitude(at: 300))
      #expect(spectrum.amplitude(at: 400) > 2 * spectrum.amplitude(at: 530))
    }
    for sound in [riser, faller] {
      #expect(Sound.isFinite(sound) && Sound.peak(sound) < 1.2)
      #expect(abs(sound.left[0]) < 1e-3 && abs(sound.left[count - 1]) < 1e-2)
      #expect(Sound.width(sound) > 0.2 && Sound.width(sound) < 1)
    }
  }

  @Test(arguments: [1, 50, 441])
  func `sweeps of any length are finite`(count: Int) {
    let sound = mixed(1_000) { span in
      Riser(count: count, frequency: 200, seed: 1).add(at: 3, gain: 1, into: &span)
      DownLifter(count: count, frequency: 200, seed: 1).add(at: 3, gain: 1, into: &span)
    }
    #expect(Sound.isFinite(sound))
  }

  @Test func `crackle depends on the place in the song alone`() {
    let crackle = VinylCrackle(seed: 5)
    let whole = mixed(200_000) { span in crackle.add(from: 1_000_000, gain: 1, into: &span) }
    for first in [1, 1_000, 77_777] {
      let part = mixed(50_000) { span in crackle.add(from: 1_000_000 + first, gain: 1, into: &span) }
      let isSame = Array(whole.left[first..<first + 50_000]) == part.left
      #expect(isSame)
    }
    let start = mixed(10_000) { span in crackle.add(from: 0, gain: 1, into: &span) }
    #expect(Sound.isFinite(start))
    let other = mixed(200_000) { span in VinylCrackle(seed: 6).add(from: 1_000_000, gain: 1, into: &span) }
    let isOther = other != whole
    #expect(isOther)
  }

  @Test func `crackle is quiet hiss with ticks several times a second`() {
    let sound = mixed(441_000) { span in VinylCrackle(seed: 5).add(from: 44_100, gain: 1, into: &span) }
    #expect(Sound.peak(sound) < 0.6)
    #expect(abs(Sound.mean(sound.left)) < 1e-3)
    let hiss = (Sound.energy(sound.left) / 441_000).squareRoot()
    let frames = stride(from: 0, to: 441_000, by: 441).map { start in
      sound.left[start..<start + 441].reduce(0) { max($0, abs($1)) }
    }
    let ticks = frames.count { Double($0) > 4 * hiss }
    #expect(ticks > 10 && ticks < 400)
  }

  private func mixed(_ count: Int, _ add: (inout MutableStereoSpan) -> Void) -> StereoBuffer {
    var sound = StereoBuffer(count: count)
    var span = sound.mutableSpan
    add(&span)
    return sound
  }
}
