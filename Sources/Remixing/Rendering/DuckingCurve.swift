import Audio
import Glibc
import Synthesis

/// How far song and bass step back for kick and snare, and the song for the bass.
struct DuckingCurve {
  /// Samples over which the others step back.
  private static let lead = 220
  /// Samples from a hit until they are back.
  private static let length = WorkingFormat.sampleIndex(atSeconds: 0.24)
  /// Samples (20 ms) by which the song steps back later: its own attacks on the beat are heard through the hit.
  static let attackPassage = 882

  private static let wobbleStep = 60

  /// 0 where nothing steps back, 1 at a hit; one value per sample of the lead and the length.
  private let shape: [Float]

  init() {
    shape = (0..<Self.lead + Self.length).map { index in
      if index < Self.lead { return Float(0.5 - 0.5 * cos(.pi * Double(index) / Double(Self.lead))) }
      let progress = Double(index - Self.lead) / Double(Self.length)
      // Stays down for a moment, then returns without a corner.
      return Float(0.5 + 0.5 * cos(.pi * min(max((progress - 0.15) / 0.85, 0), 1)))
    }
  }

  /// The curve over `segment`, one value of 0...1 per sample.
  ///
  /// - Parameter delay: Samples by which stepping back begins later than for a hit that is to be all clear.
  func activity(of plan: RemixPlan, segment: Range<Int>, delay: Int = 0) -> [Float] {
    var activity = [Float](repeating: 0, count: segment.count)
    let starts = segment.lowerBound - Self.length - delay..<segment.upperBound + Self.lead
    let hits = EventSearch.indices(of: plan.drumHits, startingIn: starts, start: \.start)
    for hit in plan.drumHits[hits] {
      let strength = Self.strength(of: hit.sound) * min(hit.gain, 1)
      guard strength > 0 else { continue }
      let start = hit.start + delay - Self.lead - segment.lowerBound
      for index in max(start, 0)..<max(min(start + shape.count, segment.count), max(start, 0)) {
        activity[index] = max(activity[index], strength * shape[index - start])
      }
    }
    return activity
  }

  /// How open the wobble of the bass is over `segment`, one value of 0...1 per sample.
  func wobble(of plan: RemixPlan, segment: Range<Int>) -> [Float] {
    var wobble = [Float](repeating: 0, count: segment.count)
    let starts = segment.lowerBound - plan.reach.bassNote..<segment.upperBound
    let notes = EventSearch.indices(of: plan.bassNotes, startingIn: starts, start: \.output.lowerBound)
    let samplesPerBeat = plan.grid.samplesPerBeat
    for note in plan.bassNotes[notes] {
      let length = Double(note.output.count) / samplesPerBeat
      let shape = note.tone.wobble
      func opening(_ index: Int) -> Float {
        let beat = min(Double(index) / samplesPerBeat, length)
        return Float(shape.opening(atBeat: beat, ofNoteLength: length)) * min(note.gain, 1)
      }
      // Computed every few samples of the note, even in between.
      for start in stride(from: 0, to: note.output.count, by: Self.wobbleStep) {
        let (first, next) = (opening(start), opening(start + Self.wobbleStep))
        let from = note.output.lowerBound + start - segment.lowerBound
        let end = min(from + Self.wobbleStep, note.output.upperBound - segment.lowerBound, segment.count)
        for index in max(from, 0)..<max(end, max(from, 0)) {
          wobble[index] = first + (next - first) * Float(index - from) / Float(Self.wobbleStep)
        }
      }
    }
    return wobble
  }

  private static func strength(of sound: DrumSound) -> Float {
    switch sound {
    case .kick: 1
    case .snare: 0.75
    case .rollSnare: 0.25
    default: 0
    }
  }
}
