package import BeatTracking
import SignalProcessing
import Styles

/// A remix as a value: everything that sounds and when, from which each segment can be rendered alone.
package struct RemixPlan: Equatable, Sendable {
  package let options: RemixOptions
  package let grid: RemixGrid
  /// The remix's length.
  package let sampleCount: Int
  /// The song's length.
  package let sourceSampleCount: Int
  /// The minor key of bass and pads: the song's, or the relative one of a major song.
  package let key: RemixKey
  package let songKey: Key
  package let songBeatsPerMinute: Double
  /// The parts in order, without gaps.
  package let form: [RemixPart]
  /// All events in the order of their starts.
  package let slices: [SourceSlice]
  package let bassNotes: [BassNote]
  package let padChords: [PadChord]
  package let drumHits: [DrumHit]
  package let effects: [EffectSweep]
  package let sourceMix: [SourceMix]
  package let reach: EventReach
  /// Whether the remix goes on where this ends, so that its end must fade.
  package let isExcerpt: Bool

  /// Plans the remix of a song.
  ///
  /// - Parameter songDrums: The strokes of the song's own drums, for styles that play them.
  package init(analysis: SongAnalysis, songDrums: [DrumStrike] = [], options: RemixOptions) {
    let style = options.style
    let grid = RemixGrid(
      beatsPerMinute: Self.tempo(of: options, song: analysis.beatsPerMinute), swing: style.swing)
    let cells = BeatCells(analysis: analysis, beatsPerMinute: grid.beatsPerMinute)
    let key = RemixKey(song: analysis.key, tuningCents: analysis.tuningCents)
    let form = RemixForm(analysis: analysis, cells: cells, grid: grid, options: options).parts
    var arranger = Arranger(
      analysis: analysis, songDrums: songDrums, cells: cells, key: key, grid: grid, options: options)
    for part in form { arranger.write(part) }
    let window = PlanWindow(form: form, grid: grid, previewSeconds: options.previewSeconds)
    self.options = options
    self.grid = grid
    self.form = window.parts(of: form)
    self.key = key
    sampleCount = grid.sample(bar: window.bars.count)
    isExcerpt = window.bars.upperBound < form.last?.bars.upperBound ?? 0
    sourceSampleCount = analysis.sampleCount
    songKey = analysis.key
    songBeatsPerMinute = analysis.beatsPerMinute
    // Sorting by start alone leaves events of one instant in the order of the arranger: the sort is stable.
    slices = window.events(
      SongCutter.joined(arranger.slices.sorted { $0.output.lowerBound < $1.output.lowerBound }))
    bassNotes = window.events(arranger.bassNotes.sorted { $0.output.lowerBound < $1.output.lowerBound })
    padChords = window.events(arranger.padChords.sorted { $0.output.lowerBound < $1.output.lowerBound })
    drumHits = window.strokes(arranger.drumHits.sorted { $0.start < $1.start })
    effects = window.events(arranger.effects.sorted { $0.output.lowerBound < $1.output.lowerBound })
    sourceMix = arranger.sourceMix.sorted { $0.position < $1.position }.map { corner in
      var corner = corner
      corner.position -= window.start
      return corner
    }
    reach = EventReach(slices: slices, bassNotes: bassNotes, padChords: padChords, effects: effects)
  }

  /// Beats per minute of the remix of a song.
  private static func tempo(of options: RemixOptions, song: Double) -> Double {
    if let wanted = options.targetBeatsPerMinute { return wanted }
    switch options.style.tempo {
    case .beatsPerMinute(let tempo): return tempo
    case .song(let times):
      var tempo = min(max(song.isFinite ? song : 120, 20), 400) * times
      while tempo < 60 { tempo *= 2 }
      while tempo > 240 { tempo /= 2 }
      return tempo
    }
  }

  /// Segments of two bars; the last may be shorter.
  package var segmentCount: Int {
    let barCount = form.last?.bars.upperBound ?? 0
    return (barCount + RemixGrid.barsPerSegment - 1) / RemixGrid.barsPerSegment
  }

  /// The samples of the remix that a segment covers, from a multiple of `segmentAlignment` on.
  package func range(ofSegment segment: Int) -> Range<Int> {
    precondition(segment >= 0 && segment < segmentCount, "no such segment")
    let end = segment + 1 == segmentCount ? sampleCount : min(start(ofSegment: segment + 1), sampleCount)
    return start(ofSegment: segment)..<end
  }

  private func start(ofSegment segment: Int) -> Int {
    let bar = grid.sample(bar: segment * RemixGrid.barsPerSegment)
    return min(bar, sampleCount) / Self.segmentAlignment * Self.segmentAlignment
  }

  /// Samples that are stored together.
  package static var segmentAlignment: Int { BlockFloat.blockLength }

  /// Samples of the longest segment.
  package var longestSegment: Int {
    // The alignment makes segments differ.
    Int(grid.samplesPerBeat * Double(Ticks.beatsPerBar * RemixGrid.barsPerSegment)) + 1 + Self.segmentAlignment
  }

  /// The samples of the song that must be there to render a segment; empty if it needs none.
  package func sourceRange(ofSegment segment: Int) -> Range<Int> {
    var needed: Range<Int>?
    for slice in slices[SourceLayer.slices(of: self, touching: range(ofSegment: segment))] {
      let reads = SourceLayer.samplesRead(by: slice).clamped(to: 0..<sourceSampleCount)
      guard !reads.isEmpty else { continue }
      needed = needed.map { min($0.lowerBound, reads.lowerBound)..<max($0.upperBound, reads.upperBound) } ?? reads
    }
    return needed ?? 0..<0
  }
}
