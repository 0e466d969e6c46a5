package import Audio
import Styles
import Synthesis

/// Renders a remix two bars at a time.
///
/// A segment's samples are a pure function of the plan, the song and the segment's number: any process may render any
/// segment in any order. Oscillators, notes and the last slices are kept between calls, which only saves time.
package struct SegmentRenderer: ~Copyable {
  private let plan: RemixPlan
  private let kit: DrumKit
  private let samples: InstrumentSamples
  private let bank: SawBank
  private var bass: BassVoice
  private var pad: PadVoice
  private let ducking = DuckingCurve()
  private var song = SourceLayer()
  /// The segment rendered last: its memory is used again once the caller has let go of it.
  private var buses = MixBuses(count: 0)
  /// How far others step back for the drums and the song for the wobble, as `DuckingCurve` has it.
  private var activity: [Float] = []
  private var wobble: [Float] = []

  /// - Parameter instruments: Those of the same plan.
  package init(plan: RemixPlan, instruments: RemixInstruments) {
    self.plan = plan
    samples = instruments.samples
    bank = instruments.bank
    kit = instruments.kit
    bass = BassVoice(samplesPerBeat: plan.grid.samplesPerBeat, bank: bank, samples: samples)
    pad = PadVoice(bank: bank, samples: samples)
  }

  /// Renders a segment, before gain and limiter; peaks may exceed 1.
  ///
  /// - Parameters:
  ///   - source: The song from its first sample on, at least as far as the plan's `sourceRange(ofSegment:)` says.
  ///   - drums: What was made for the kit of the instruments.
  /// - Returns: Shape: the plan's `range(ofSegment:)`.
  package mutating func render(segment: Int, source: StereoSpan, drums: StereoSpan) -> MixBuses {
    let range = plan.range(ofSegment: segment)
    var buses = MixBuses(count: 0)
    swap(&buses, &self.buses)
    buses.clear(count: range.count)
    song.render(plan, segment: range, source: source)
    ducking.activity(of: plan, segment: range, into: &activity)
    ducking.wobble(of: plan, segment: range, into: &wobble)
    var songSpan = buses.source.mutableSpan
    writeDuckedSong(into: &songSpan)
    addBass(range, into: &buses.bass)
    addPads(range, into: &buses.fx)
    addEffects(range, into: &buses.fx)
    addDrums(range, of: drums, into: &buses.drums)
    softenEnds(range, &buses)
    self.buses = buses
    return buses
  }

  private func writeDuckedSong(into output: inout MutableStereoSpan) {
    let depth = Float(plan.options.style.mix.songDucking)
    let (activity, wobble) = (activity, wobble)
    let sound = song.sound
    let (hit, open) = (activity.span.extracting(first: sound.count), wobble.span)
    for index in 0..<sound.count {
      let gain = (1 - depth * hit[index]) * (1 - MixLevels.songWobble * open[index])
      output.left[index] = sound.left[index] * gain
      output.right[index] = sound.right[index] * gain
    }
  }

  /// Lets nothing start or end with a step: a thousandth of a second in, a twentieth out, or a bar where an excerpt ends.
  private func softenEnds(_ range: Range<Int>, _ buses: inout MixBuses) {
    let start = 44
    let bar = Int(Double(Ticks.beatsPerBar) * plan.grid.samplesPerBeat)
    let end = min(plan.isExcerpt ? bar : 2_205, plan.sampleCount)
    for position in range.clamped(to: 0..<start) {
      buses.scale(at: position - range.lowerBound, by: Float(position) / Float(start))
    }
    for position in range.clamped(to: plan.sampleCount - end..<plan.sampleCount) {
      buses.scale(at: position - range.lowerBound, by: Float(plan.sampleCount - 1 - position) / Float(end))
    }
  }

  private mutating func addBass(_ range: Range<Int>, into output: inout StereoBuffer) {
    let bassDucking = Float(plan.options.style.mix.bassDucking)
    let starts = range.lowerBound - plan.reach.bassNote..<range.upperBound
    for note in plan.bassNotes[EventSearch.indices(of: plan.bassNotes, startingIn: starts, start: \.output.lowerBound)]
    {
      guard note.output.overlaps(range) else { continue }
      output.add(
        bass.sound(of: note.tone, count: note.output.count), at: note.output, of: range,
        gain: note.gain * MixLevels.bass, activity: activity, ducking: bassDucking)
    }
  }

  private mutating func addPads(_ range: Range<Int>, into output: inout StereoBuffer) {
    let ducking = Float(plan.options.style.mix.songDucking)
    let starts = range.lowerBound - plan.reach.padChord..<range.upperBound
    for chord in plan.padChords[EventSearch.indices(of: plan.padChords, startingIn: starts, start: \.output.lowerBound)]
    {
      guard chord.output.overlaps(range) else { continue }
      output.add(
        pad.sound(of: chord.frequencies, count: chord.output.count), at: chord.output, of: range,
        gain: chord.gain * MixLevels.pad, activity: activity, ducking: ducking)
    }
  }

  private func addEffects(_ range: Range<Int>, into output: inout StereoBuffer) {
    let starts = range.lowerBound - plan.reach.effect..<range.upperBound
    for sweep in plan.effects[EventSearch.indices(of: plan.effects, startingIn: starts, start: \.output.lowerBound)] {
      guard sweep.output.overlaps(range) else { continue }
      let start = sweep.output.lowerBound - range.lowerBound
      let seed = plan.options.seed &+ UInt64(bitPattern: Int64(sweep.seed))
      var span = output.mutableSpan
      switch sweep.sound {
      case .riser:
        Riser(count: sweep.output.count, frequency: sweep.frequency, seed: seed, bank: bank, samples: samples)
          .add(at: start, gain: sweep.gain * MixLevels.riser, into: &span)
      case .downLifter:
        DownLifter(count: sweep.output.count, frequency: sweep.frequency, seed: seed, bank: bank, samples: samples)
          .add(at: start, gain: sweep.gain * MixLevels.riser, into: &span)
      case .vinyl: addVinyl(sweep, range, into: &output)
      }
    }
  }

  private func addVinyl(_ sweep: EffectSweep, _ range: Range<Int>, into output: inout StereoBuffer) {
    let heard = sweep.output.clamped(to: range)
    var crackle = StereoBuffer(count: heard.count)
    var span = crackle.mutableSpan
    VinylCrackle(seed: plan.options.seed, samples: samples)
      .add(from: heard.lowerBound, gain: sweep.gain * MixLevels.vinyl, into: &span)
    for index in 0..<heard.count {
      // A needle that is set down or lifted makes no click.
      let edge = min(
        heard.lowerBound + index - sweep.output.lowerBound, sweep.output.upperBound - 1 - index - heard.lowerBound)
      let gain = min(Float(edge) / Self.needleFade, 1)
      output.left[heard.lowerBound - range.lowerBound + index] += gain * crackle.left[index]
      output.right[heard.lowerBound - range.lowerBound + index] += gain * crackle.right[index]
    }
  }

  /// Samples (50 ms).
  private static let needleFade: Float = 2_205

  private func addDrums(_ range: Range<Int>, of drums: StereoSpan, into output: inout StereoBuffer) {
    let starts = range.lowerBound - kit.longestSampleCount..<range.upperBound
    var span = output.mutableSpan
    for hit in plan.drumHits[EventSearch.indices(of: plan.drumHits, startingIn: starts, start: \.start)] {
      kit.add(
        hit.sound, of: drums, at: hit.start - range.lowerBound, gain: hit.gain * MixLevels.level(of: hit.sound),
        into: &span)
    }
  }
}

extension StereoBuffer {
  /// Adds what of `sound` falls into this segment.
  ///
  /// - Parameters:
  ///   - place: The samples of the remix that `sound` stands for.
  ///   - segment: Those that this stands for.
  ///   - activity: Of the drums, as `DuckingCurve` has it; `ducking` is how far the sound steps back for it.
  fileprivate mutating func add(
    _ sound: StereoBuffer, at place: Range<Int>, of segment: Range<Int>, gain: Float, activity: [Float],
    ducking: Float
  ) {
    let heard = place.clamped(to: segment)
    let sound = sound.span.extracting(heard.lowerBound - place.lowerBound..<heard.upperBound - place.lowerBound)
    let activity = activity.span
    var output = mutableSpan
    let start = heard.lowerBound - segment.lowerBound
    var target = output.extracting(start..<start + sound.count)
    let curve = activity.extracting(
      start + DuckingCurve.attackPassage..<start + DuckingCurve.attackPassage + sound.count)
    for index in 0..<sound.count {
      let factor = gain * (1 - ducking * curve[index])
      target.left[index] += factor * sound.left[index]
      target.right[index] += factor * sound.right[index]
    }
  }
}
