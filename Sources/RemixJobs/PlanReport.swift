import Audio
import BeatTracking
import FoundationEssentials
import Remixing
import Styles
import Synthesis

/// What plays when in a remix, for other programs: a value that is written as JSON.
///
/// Places are samples at 44.1 kHz, of the remix or (`source`) of the song; gains are linear factors.
struct PlanReport: Encodable {
  struct Part: Encodable {
    let kind: String
    let label: String
    /// From 1.
    let firstBar: Int
    let bars: Int
    let output: [Int]
    let songSeconds: [Double]
  }

  struct Slice: Encodable {
    let source: [Int]
    let output: [Int]
    let gain: Float
    let part: String
    let reversed: Bool
    let tapeStop: Bool
    let semitones: Double
    /// Left out where there is none, as are the filters.
    let gate: [[Int]]?
    let highPassHz: Double?
    let lowPassHz: Double?
  }

  struct Note: Encodable {
    let output: [Int]
    let hertz: Double
    let timbre: String
    let gain: Float
  }

  struct Chord: Encodable {
    let output: [Int]
    let hertz: [Double]
    let gain: Float
  }

  struct Stroke: Encodable {
    let start: Int
    let sound: String
    let gain: Float
  }

  struct Effect: Encodable {
    let output: [Int]
    let sound: String
    let gain: Float
  }

  let style: String
  let beatsPerMinute: Double
  let beatsPerBar: Int
  let swing: Double
  let key: String
  let sampleRate: Int
  let sampleCount: Int
  let parts: [Part]
  let slices: [Slice]
  let bass: [Note]
  let pads: [Chord]
  let drums: [Stroke]
  let effects: [Effect]

  init(_ plan: RemixPlan) {
    func ends(_ range: Range<Int>) -> [Int] { [range.lowerBound, range.upperBound] }
    style = plan.options.style.name
    beatsPerMinute = plan.grid.beatsPerMinute
    beatsPerBar = Ticks.beatsPerBar
    swing = plan.grid.swing
    key = plan.key.key.description
    sampleRate = WorkingFormat.sampleRate
    sampleCount = plan.sampleCount
    parts = plan.form.map { part in
      Part(
        kind: part.kind.rawValue, label: part.label, firstBar: part.bars.lowerBound + 1, bars: part.bars.count,
        output: [plan.grid.sample(bar: part.bars.lowerBound), plan.grid.sample(bar: part.bars.upperBound)],
        songSeconds: [part.songStartSeconds, part.songEndSeconds])
    }
    slices = plan.slices.map { slice in
      Slice(
        source: ends(slice.source), output: ends(slice.output), gain: slice.gain, part: slice.component.rawValue,
        reversed: slice.playback == .reversed, tapeStop: slice.playback == .tapeStop, semitones: slice.semitones,
        gate: slice.gate?.map(ends), highPassHz: slice.highPassHz, lowPassHz: slice.lowPassHz)
    }
    bass = plan.bassNotes.map { note in
      Note(
        output: ends(note.output), hertz: note.tone.frequency, timbre: note.tone.timbre.rawValue, gain: note.gain)
    }
    pads = plan.padChords.map { Chord(output: ends($0.output), hertz: $0.frequencies, gain: $0.gain) }
    drums = plan.drumHits.map { Stroke(start: $0.start, sound: $0.sound.rawValue, gain: $0.gain) }
    effects = plan.effects.map { Effect(output: ends($0.output), sound: $0.sound.rawValue, gain: $0.gain) }
  }

  func json() -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let bytes = try? encoder.encode(self) else {
      preconditionFailure("a plan of finite numbers is always JSON")
    }
    return Array(bytes) + [UInt8(ascii: "\n")]
  }
}
