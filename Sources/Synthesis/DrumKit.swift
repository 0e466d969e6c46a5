package import Audio

/// One recording of every drum, made once and mixed in wherever it is hit.
package struct DrumKit: Sendable {
  private var recordings: [StereoBuffer]

  /// - Parameter seed: Of all noise in the kit.
  package init(seed: UInt64) {
    recordings = DrumSound.allCases.enumerated().map { index, sound in
      let noise = SeededNoise(seed: seed &+ UInt64(index) &* 0x100)
      let mirror = SeededNoise(seed: seed &+ UInt64(index) &* 0x100 &+ 1)
      switch sound {
      case .kick: return DrumSynthesis.kick(noise: noise)
      case .snare: return DrumSynthesis.snare(noise: noise, mirror: mirror, tail: true)
      case .rollSnare: return DrumSynthesis.snare(noise: noise, mirror: mirror, tail: false)
      case .clap: return DrumSynthesis.clap(noise: noise, mirror: mirror)
      case .closedHat: return DrumSynthesis.hat(sound, noise: noise, decaySeconds: 0.028)
      case .openHat: return DrumSynthesis.hat(sound, noise: noise, decaySeconds: 0.14)
      case .crash: return DrumSynthesis.crash(noise: noise, mirror: mirror)
      case .reverseCrash: return DrumSynthesis.crash(noise: noise, mirror: mirror).reversed()
      case .boom: return DrumSynthesis.boom()
      }
    }
  }

  /// The whole sound of one hit, peaks at 1.
  package subscript(sound: DrumSound) -> StereoBuffer {
    recordings[sound.index]
  }

  /// Adds the part of one hit that falls into `output`.
  ///
  /// - Parameter start: Where the hit's sound starts, counted from the first sample of `output`; may be negative.
  package func add(_ sound: DrumSound, at start: Int, gain: Float, into output: inout MutableStereoSpan) {
    let buffer = recordings[sound.index]
    let recording = buffer.span
    let first = max(start, 0)
    let last = min(start + recording.count, output.count)
    guard first < last else { return }
    for index in first..<last {
      output.left[index] += gain * recording.left[index - start]
      output.right[index] += gain * recording.right[index - start]
    }
  }
}

extension DrumSound {
  fileprivate var index: Int {
    switch self {
    case .kick: 0
    case .snare: 1
    case .rollSnare: 2
    case .clap: 3
    case .closedHat: 4
    case .openHat: 5
    case .crash: 6
    case .reverseCrash: 7
    case .boom: 8
    }
  }
}

extension StereoBuffer {
  fileprivate func reversed() -> StereoBuffer {
    StereoBuffer(left: left.reversed(), right: right.reversed())
  }
}
