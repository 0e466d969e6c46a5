import Glibc
import SignalProcessing

/// Sawtooth tables by octave, each with every harmonic that stays below 16 kHz, and a sine.
///
/// Make one and hand it to all who play saws.
package struct SawBank: Sendable {
  /// Far enough under half the sample rate that the images of interpolation stay out of hearing.
  private static let highestHarmonic = 16_000.0
  private static let lowestFrequency = 40.0
  private static let octaves = 7

  private let tables: [Wavetable]
  let sine: Wavetable

  package init() {
    let amplitudes = (0..<Self.octaves).map { octave in
      Wavetable.sawAmplitudes(
        harmonics: Int(Self.highestHarmonic / (Self.lowestFrequency * Double(2 << octave))))
    }
    let waves = amplitudes + [[1]]
    let fft = StereoFFT(length: Wavetable.size)
    var tables: [Wavetable] = []
    for index in stride(from: 0, to: waves.count, by: 2) {
      let pair = Wavetable.pair(waves[index], waves[index + 1], by: fft)
      tables += [pair.0, pair.1]
    }
    sine = tables.removeLast()
    self.tables = tables
  }

  /// The richest table that keeps every harmonic at `frequency` Hz below the limit.
  package func table(for frequency: Double) -> Wavetable {
    var octave = 0
    while octave < tables.count - 1, frequency > Self.lowestFrequency * Double(2 << octave) { octave += 1 }
    return tables[octave]
  }

  /// The tables to either side of `frequency` Hz and the share of the brighter one's successor.
  ///
  /// A tone that glides fades from one to the next instead of losing its highest harmonics at once.
  func neighbours(of frequency: Double) -> (lower: Wavetable, upper: Wavetable, share: Float) {
    let octave = min(max(log2(frequency / Self.lowestFrequency), 0), Double(tables.count - 1))
    let index = min(Int(octave), tables.count - 2)
    return (tables[index], tables[index + 1], Float(octave - Double(index)))
  }
}
