package import Audio
import AudioFiles
import FoundationEssentials
import Glibc

/// The demo's mix: a little echo, a little width, a soft ceiling.
///
/// Width costs a lossless codec a second channel: only the pad and the arpeggio are wide, and the verses are mono.
extension DemoSong {
  /// The whole song at 44.1 kHz; every call makes the same samples.
  package static func rendered() -> StereoBuffer {
    let tracks = DemoArrangement()
    let echo = echoed(zip(tracks.lead, tracks.arpeggio).map { 0.8 * $0 + $1 })
    var smoothing = FixtureFilter(.lowPass, frequency: 9000, sampleRate: Double(WorkingFormat.sampleRate))
    var mix = StereoBuffer(count: sampleCount)
    for index in 0..<sampleCount {
      let middle =
        tracks.drums[index] + tracks.bass[index] + tracks.chords[index] + tracks.pad[index] + tracks.lead[index]
        + tracks.arpeggio[index] + echo[index]
      let side = 0.35 * tracks.pad[index] - 0.45 * tracks.arpeggio[index]
      let wholeMiddle = quantised(limited(Float(smoothing.process(Double(middle)))), bits: 16)
      let wholeSide = quantised(side * mixGain, bits: 14)
      mix.left[index] = wholeMiddle + wholeSide
      mix.right[index] = wholeMiddle - wholeSide
    }
    return mix
  }

  /// Writes `demo.flac` and `demo.json` into a folder.
  package static func write(to folder: String) throws {
    try FixtureFile.write(rendered(), to: "\(folder)/demo.flac", format: .flac16)
    try FixtureFile.write(bytes: Array(truth.json()), to: "\(folder)/demo.json")
  }

  /// Three repeats, three eighths apart, each softer.
  private static func echoed(_ dry: [Float]) -> [Float] {
    let delay = WorkingFormat.sampleIndex(atSeconds: 0.75 * beatSeconds)
    var wet = [Float](repeating: 0, count: dry.count)
    for (position, gain) in [Float(0.22), 0.11, 0.05].enumerated() {
      let shift = delay * (position + 1)
      for index in shift..<max(shift, dry.count) { wet[index] += gain * dry[index - shift] }
    }
    return wet
  }

  /// A smooth curve that stays below -3 dB of full scale.
  private static func limited(_ value: Float) -> Float {
    let ceiling = Float(0.7)
    return ceiling * tanhf(value * mixGain / ceiling)
  }

  /// Sets the loudness of the whole.
  private static let mixGain = Float(0.44)

  /// Rounds to what so many bits hold, so that a file of sixteen bits decodes to exactly these samples.
  ///
  /// The side has fewer: FLAC stores the zeros below them once per block, and nobody hears a step of -84 dB.
  private static func quantised(_ value: Float, bits: Int) -> Float {
    let steps = Float(1 << (bits - 1))
    return (value * steps).rounded(.toNearestOrEven) / steps
  }
}
