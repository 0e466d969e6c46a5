package import Audio
import Synthesis

/// Renders a remix two bars at a time.
///
/// A segment's samples are a pure function of the plan, the song and the segment's number: any process may render any
/// segment in any order. Drums, oscillators and the last slices are kept between calls, which only saves time.
package struct SegmentRenderer: ~Copyable {
  private let plan: RemixPlan
  private let kit: DrumKit
  private var voice = BassVoice(samplesPerBeat: Double(RemixGrid.samplesPerBeat))
  private let ducking = DuckingCurve()
  private var song = SourceLayer()

  package init(plan: RemixPlan) {
    self.plan = plan
    kit = DrumKit(seed: plan.options.seed)
  }

  /// Overwrites `output` with a segment, before gain and limiter; peaks may exceed 1.
  ///
  /// - Parameters:
  ///   - source: The song from its first sample on, at least as far as the plan's `sourceRange(ofSegment:)` says.
  ///   - output: Shape: the plan's `range(ofSegment:)`.
  package mutating func render(segment: Int, source: StereoSpan, into output: inout MutableStereoSpan) {
    let range = plan.range(ofSegment: segment)
    precondition(output.count == range.count, "output must fit the segment")
    song.render(plan, segment: range, source: source, into: &output)
    let activity = ducking.activity(of: plan, segment: range)
    let wobble = ducking.wobble(of: plan, segment: range)
    for index in 0..<output.count {
      let gain = (1 - MixLevels.songDucking * activity[index]) * (1 - MixLevels.songWobble * wobble[index])
      output.left[index] *= gain
      output.right[index] *= gain
    }
    addBass(range, activity, into: &output)
    addRisers(range, into: &output)
    addDrums(range, into: &output)
  }

  private mutating func addBass(_ range: Range<Int>, _ activity: [Float], into output: inout MutableStereoSpan) {
    let starts = range.lowerBound - RemixGrid.samplesPerBar..<range.upperBound
    for note in plan.bassNotes[EventSearch.indices(of: plan.bassNotes, startingIn: starts, start: \.output.lowerBound)]
    {
      let heard = note.output.clamped(to: range)
      guard !heard.isEmpty else { continue }
      var sound = StereoBuffer(count: note.output.count)
      var span = sound.mutableSpan
      voice.render(note.tone, into: &span)
      let gain = note.gain * MixLevels.bass
      for position in heard {
        let index = position - range.lowerBound
        let ducked = gain * (1 - MixLevels.bassDucking * activity[index])
        output.left[index] += ducked * sound.left[position - note.output.lowerBound]
        output.right[index] += ducked * sound.right[position - note.output.lowerBound]
      }
    }
  }

  private func addRisers(_ range: Range<Int>, into output: inout MutableStereoSpan) {
    // The longest riser lasts as long as an intro.
    let longest = RemixGrid.sample(bar: RemixForm.introBars)
    let starts = range.lowerBound - longest..<range.upperBound
    for sweep in plan.risers[EventSearch.indices(of: plan.risers, startingIn: starts, start: \.output.lowerBound)] {
      guard sweep.output.overlaps(range) else { continue }
      let seed = plan.options.seed &+ UInt64(sweep.output.lowerBound)
      let riser = Riser(count: sweep.output.count, frequency: sweep.frequency, seed: seed)
      riser.add(at: sweep.output.lowerBound - range.lowerBound, gain: sweep.gain * MixLevels.riser, into: &output)
    }
  }

  private func addDrums(_ range: Range<Int>, into output: inout MutableStereoSpan) {
    let starts = range.lowerBound - kit.longestSampleCount..<range.upperBound
    for hit in plan.drumHits[EventSearch.indices(of: plan.drumHits, startingIn: starts, start: \.start)] {
      kit.add(
        hit.sound, at: hit.start - range.lowerBound, gain: hit.gain * MixLevels.level(of: hit.sound), into: &output)
    }
  }
}
