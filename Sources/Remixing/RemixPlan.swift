package import BeatTracking

/// A remix as a value: everything that sounds and when, from which each segment can be rendered alone.
package struct RemixPlan: Codable, Equatable, Sendable {
  package let options: RemixOptions
  /// Always `RemixGrid.beatsPerMinute`.
  package let beatsPerMinute: Double
  /// The remix's length, whole bars.
  package let sampleCount: Int
  /// The song's length.
  package let sourceSampleCount: Int
  /// The minor key of bass and riser: the song's, or the relative one of a major song.
  package let key: Key
  package let songKey: Key
  package let songBeatsPerMinute: Double
  /// The parts in order, without gaps.
  package let form: [RemixPart]
  /// All events in the order of their starts.
  package var slices: [SourceSlice]
  package var bassNotes: [BassNote]
  package var drumHits: [DrumHit]
  package var risers: [RiserSweep]
  package var sourceMix: [SourceMix]

  /// Plans the remix of a song.
  package init(analysis: SongAnalysis, options: RemixOptions = RemixOptions()) {
    let cells = BeatCells(analysis: analysis)
    let remixKey = RemixKey(song: analysis.key, tuningCents: analysis.tuningCents)
    var arranger = Arranger(analysis: analysis, cells: cells, key: remixKey, seed: options.seed)
    form = RemixForm(analysis: analysis, cells: cells).parts
    for part in form { arranger.write(part) }
    self.options = options
    beatsPerMinute = RemixGrid.beatsPerMinute
    sampleCount = RemixGrid.sample(bar: form.last?.bars.upperBound ?? 0)
    sourceSampleCount = analysis.sampleCount
    key = remixKey.key
    songKey = analysis.key
    songBeatsPerMinute = analysis.beatsPerMinute
    // Sorting by start alone leaves events of one instant in the order of the arranger: the sort is stable.
    slices = arranger.slices.sorted { $0.output.lowerBound < $1.output.lowerBound }
    bassNotes = arranger.bassNotes.sorted { $0.output.lowerBound < $1.output.lowerBound }
    drumHits = arranger.drumHits.sorted { $0.start < $1.start }
    risers = arranger.risers.sorted { $0.output.lowerBound < $1.output.lowerBound }
    sourceMix = arranger.sourceMix.sorted { $0.position < $1.position }
  }

  /// Segments of two bars; the last may be one bar.
  package var segmentCount: Int {
    (sampleCount + RemixGrid.samplesPerSegment - 1) / RemixGrid.samplesPerSegment
  }

  /// The samples of the remix that a segment covers.
  package func range(ofSegment segment: Int) -> Range<Int> {
    precondition(segment >= 0 && segment < segmentCount, "no such segment")
    let start = segment * RemixGrid.samplesPerSegment
    return start..<min(start + RemixGrid.samplesPerSegment, sampleCount)
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
