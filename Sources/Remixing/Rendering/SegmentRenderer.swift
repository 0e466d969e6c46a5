package import Audio
import Styles
import Synthesis

/// Renders a remix two bars at a time.
///
/// A segment's samples are a pure function of the plan, the song and the segment's number: any process may render any
/// segment in any order. Drums, oscillators and the last slices are kept between calls, which only saves time.
package struct SegmentRenderer: ~Copyable {
  private let plan: RemixPlan
  private let kit: DrumKit
  private let voice: BassVoice
  private let ducking = DuckingCurve()
  private var song = SourceLayer()

  package init(plan: RemixPlan) {
    self.plan = plan
    voice = BassVoice(samplesPerBeat: Int(plan.grid.samplesPerBeat))
    kit = DrumKit(seed: plan.options.seed)
  }

  /// Renders a segment, before gain and limiter; peaks may exceed 1.
  ///
  /// - Parameter source: The song from its first sample on, at least as far as the plan's `sourceRange(ofSegment:)` says.
  /// - Returns: Shape: the plan's `range(ofSegment:)`.
  package mutating func render(segment: Int, source: StereoSpan) -> MixBuses {
    let range = plan.range(ofSegment: segment)
    var buses = MixBuses(count: range.count)
    var songSpan = buses.source.mutableSpan
    song.render(plan, segment: range, source: source, into: &songSpan)
    let activity = ducking.activity(of: plan, segment: range)
    let wobble = ducking.wobble(of: plan, segment: range)
    let songDucking = Float(plan.options.style.mix.songDucking)
    for index in 0..<range.count {
      let gain = (1 - songDucking * activity[index]) * (1 - MixLevels.songWobble * wobble[index])
      buses.source.left[index] *= gain
      buses.source.right[index] *= gain
    }
    addBass(range, activity, into: &buses.bass)
    addEffects(range, into: &buses.fx)
    addDrums(range, into: &buses.drums)
    if plan.isExcerpt { fadeOut(range, &buses) }
    return buses
  }

  /// Lets the last bar of an excerpt fade.
  private func fadeOut(_ range: Range<Int>, _ buses: inout MixBuses) {
    let length = min(Int(Double(Ticks.beatsPerBar) * plan.grid.samplesPerBeat), plan.sampleCount)
    let start = plan.sampleCount - length
    for position in max(range.lowerBound, start)..<max(range.upperBound, start) {
      buses.scale(at: position - range.lowerBound, by: Float(plan.sampleCount - position) / Float(length))
    }
  }

  private func addBass(_ range: Range<Int>, _ activity: [Float], into output: inout StereoBuffer) {
    let bassDucking = Float(plan.options.style.mix.bassDucking)
    let starts = range.lowerBound - plan.reach.bassNote..<range.upperBound
    for note in plan.bassNotes[EventSearch.indices(of: plan.bassNotes, startingIn: starts, start: \.output.lowerBound)]
    {
      let heard = note.output.clamped(to: range)
      guard !heard.isEmpty else { continue }
      var sound = [Float](repeating: 0, count: note.output.count)
      var span = sound.mutableSpan
      voice.render(note.tone, into: &span)
      let gain = note.gain * MixLevels.bass
      for position in heard {
        let index = position - range.lowerBound
        let sample = gain * (1 - bassDucking * activity[index]) * sound[position - note.output.lowerBound]
        output.left[index] += sample
        output.right[index] += sample
      }
    }
  }

  private func addEffects(_ range: Range<Int>, into output: inout StereoBuffer) {
    let starts = range.lowerBound - plan.reach.effect..<range.upperBound
    for sweep in plan.effects[EventSearch.indices(of: plan.effects, startingIn: starts, start: \.output.lowerBound)] {
      guard sweep.output.overlaps(range) else { continue }
      let seed = plan.options.seed &+ UInt64(sweep.output.lowerBound)
      var span = output.mutableSpan
      switch sweep.sound {
      case .riser:
        let riser = Riser(count: sweep.output.count, frequency: sweep.frequency, seed: seed)
        riser.add(at: sweep.output.lowerBound - range.lowerBound, gain: sweep.gain * MixLevels.riser, into: &span)
      case .downLifter, .vinyl: break
      }
    }
  }

  private func addDrums(_ range: Range<Int>, into output: inout StereoBuffer) {
    let starts = range.lowerBound - DrumSound.longest..<range.upperBound
    var span = output.mutableSpan
    for hit in plan.drumHits[EventSearch.indices(of: plan.drumHits, startingIn: starts, start: \.start)] {
      kit.add(
        hit.sound, at: hit.start - range.lowerBound, gain: hit.gain * MixLevels.level(of: hit.sound), into: &span)
    }
  }
}

extension DrumSound {
  /// Samples of the longest sound of the kit.
  fileprivate static let longest = allCases.reduce(0) { max($0, $1.sampleCount) }
}
