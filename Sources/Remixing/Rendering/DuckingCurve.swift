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

  /// Makes `activity` the curve from `attackPassage` samples before `segment` to its end, one value of 0...1 per sample.
  ///
  /// So the song, which steps back that much later, finds its own in it, too.
  func activity(of plan: RemixPlan, segment: Range<Int>, into activity: inout [Float]) {
    let first = segment.lowerBound - Self.attackPassage
    let total = segment.upperBound - first
    activity.silence(count: total)
    var activity = activity.mutableSpan
    let shape = shape.span
    let starts = first - Self.length..<segment.upperBound + Self.lead
    let hits = EventSearch.indices(of: plan.drumHits, startingIn: starts, start: \.start)
    for hit in plan.drumHits[hits] {
      let strength = Self.strength(of: hit.sound) * min(hit.gain, 1)
      let start = hit.start - Self.lead - first
      let heard = (start..<start + shape.count).clamped(to: 0..<total)
      guard strength > 0, !heard.isEmpty else { continue }
      var target = activity._mutatingExtracting(heard)
      let curve = shape.extracting(heard.lowerBound - start..<heard.upperBound - start)
      for index in curve.indices { target[index] = max(target[index], strength * curve[index]) }
    }
  }

  /// Makes `wobble` how open the wobble of the bass is over `segment`, one value of 0...1 per sample.
  func wobble(of plan: RemixPlan, segment: Range<Int>, into wobble: inout [Float]) {
    wobble.silence(count: segment.count)
    var wobble = wobble.mutableSpan
    let starts = segment.lowerBound - plan.reach.bassNote..<segment.upperBound
    let notes = EventSearch.indices(of: plan.bassNotes, startingIn: starts, start: \.output.lowerBound)
    let samplesPerBeat = plan.grid.samplesPerBeat
    for note in plan.bassNotes[notes] where note.output.overlaps(segment) {
      let length = Double(note.output.count) / samplesPerBeat
      let shape = note.tone.wobble
      func opening(_ index: Int) -> Float {
        let beat = min(Double(index) / samplesPerBeat, length)
        return Float(shape.opening(atBeat: beat, ofNoteLength: length)) * min(note.gain, 1)
      }
      // Computed every few samples of the note, even in between.
      let skipped = max(segment.lowerBound - note.output.lowerBound, 0) / Self.wobbleStep * Self.wobbleStep
      var next = opening(skipped)
      for start in stride(from: skipped, to: note.output.count, by: Self.wobbleStep) {
        let first = next
        next = opening(start + Self.wobbleStep)
        let from = note.output.lowerBound + start - segment.lowerBound
        let end = min(from + Self.wobbleStep, note.output.upperBound - segment.lowerBound, segment.count)
        if max(from, 0) >= end { break }
        for index in max(from, 0)..<end {
          wobble[index] = first + (next - first) * Float(index - from) / Float(Self.wobbleStep)
        }
      }
    }
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
