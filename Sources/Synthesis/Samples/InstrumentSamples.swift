package import Audio
import Glibc

/// Recordings of the user's own that take the place of instruments.
///
/// They sound as recorded: only what peaks over 1 is turned down, and only the first seconds are taken.
package struct InstrumentSamples: Sendable {
  /// What is played of a recording at most.
  package static let longestSeconds = 12.0

  private struct Recording: Sendable {
    let name: InstrumentName
    let sound: StereoBuffer
  }

  private var recordings: [Recording] = []

  /// No recordings: every instrument is made.
  package init() {}

  /// - Parameter recordings: By file name without extension, at the working sample rate; those whose name says nothing
  ///   and those without a sample are left out.
  package init(_ recordings: [String: StereoBuffer]) {
    // In the order of their names, so that of two for one instrument always the same is taken.
    for (stem, sound) in recordings.sorted(by: { $0.key < $1.key }) where sound.count > 0 {
      guard let name = InstrumentName(fileStem: stem) else { continue }
      self.recordings.append(Recording(name: name, sound: Self.prepared(sound)))
    }
  }

  /// What the name of a file without its extension says; `nil` if no instrument has that name.
  package static func instrumentName(of fileStem: String) -> InstrumentName? {
    InstrumentName(fileStem: fileStem)
  }

  /// The instruments that have a recording.
  package var instruments: Set<Instrument> { Set(recordings.map(\.name.instrument)) }

  private static func prepared(_ sound: StereoBuffer) -> StereoBuffer {
    let count = min(sound.count, WorkingFormat.sampleIndex(atSeconds: longestSeconds))
    let heard = { (samples: [Float]) in samples.prefix(count).map { $0.isFinite ? $0 : 0 } }
    var prepared = StereoBuffer(left: heard(sound.left), right: heard(sound.right))
    if count < sound.count { prepared.fadeEnds(attack: 0, release: min(2_205, count)) }
    if prepared.peak > 1 { prepared.scale(by: 1 / prepared.peak) }
    return prepared
  }

  // MARK: As the instruments ask

  /// The recording of `instrument` as it is.
  func recording(of instrument: Instrument) -> StereoBuffer? {
    recordings.first { $0.name.instrument == instrument }?.sound
  }

  /// A bass note of `count` samples.
  func bass(_ timbre: BassTimbre, frequency: Double, count: Int) -> StereoBuffer? {
    guard var sound = repitched(.bass(timbre), frequency: frequency, count: count) else { return nil }
    // The recording keeps its own attack; its end may have been cut off.
    sound.fadeEnds(attack: 22, release: 530)
    return sound
  }

  /// A chord of `count` samples, as loud as one tone of it.
  func pad(_ chord: [Double], count: Int) -> StereoBuffer? {
    guard recording(of: .pad) != nil else { return nil }
    var sum = StereoBuffer(count: count)
    for frequency in chord {
      guard let tone = repitched(.pad, frequency: frequency, count: count) else { return nil }
      var span = sum.mutableSpan
      tone.add(at: 0, gain: 1 / Float(chord.count).squareRoot(), into: &span)
    }
    return chord.isEmpty ? nil : sum
  }

  /// The recording whose root lies nearest to `frequency`, brought there; silence after its end.
  private func repitched(_ instrument: Instrument, frequency: Double, count: Int) -> StereoBuffer? {
    var nearest: (ratio: Double, sound: StereoBuffer)?
    for recording in recordings where recording.name.instrument == instrument {
      guard let root = recording.name.rootFrequency else { continue }
      let ratio = frequency / root
      if let best = nearest?.ratio, abs(log2(best)) <= abs(log2(ratio)) { continue }
      nearest = (ratio, recording.sound)
    }
    guard let nearest else { return nil }
    return Repitcher(ratio: nearest.ratio).repitch(nearest.sound, count: count)
  }
}
