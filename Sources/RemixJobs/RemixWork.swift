import Audio
import Remixing
import SharedMemory
import SignalProcessing
import Supervision
import Synthesis

/// What a worker does once there is a plan: make drums, render segments, and measure their levels.
final class RemixWork {
  private let plan: RemixPlan
  private let band: RemixBand
  private let source: SharedStereo
  private let mix: MixBuffers
  private let stems: StemBuffers?
  private var renderer: SegmentRenderer

  /// - Parameter stems: Where the groups of the remix go, if they are asked for.
  init(
    plan: RemixPlan, band: RemixBand, source: SharedStereo, mix: MixBuffers, stems: StemBuffers?
  ) {
    self.plan = plan
    self.band = band
    self.source = source
    self.mix = mix
    self.stems = stems
    renderer = SegmentRenderer(plan: plan, instruments: band.instruments)
  }

  func perform(_ task: WorkerTask) -> Publication {
    defer {
      source.letGo()
      mix.rendered.letGo()
    }
    let chunk = Int(task.chunk)
    switch TaskKind(task) {
    case .makeDrum: return Publication(length: 1, checksum: band.makeDrum(chunk))
    case .render: return render(segment: chunk)
    case .renderStems:
      return renderStems(segment: chunk, gain: Float(bitPattern: UInt32(truncatingIfNeeded: task.argument)))
    case .measure:
      let range = mix.levels.samplesNeeded(forChunk: chunk)
      let samples = mix.rendered.samples(range)
      mix.levels.measure(chunk: chunk, of: samples.span, origin: range.lowerBound)
      return Publication(length: 1, checksum: mix.levels.checksum(ofChunk: chunk))
    case .decode, .analyse, .hearBeats, .master, .encode, .mend: preconditionFailure("a task of another stage")
    }
  }

  private func render(segment: Int) -> Publication {
    let range = plan.range(ofSegment: segment)
    // As locals: a span cannot outlive the reference that it was taken from.
    let (song, drums, rendered) = (source, band.drums, mix.rendered)
    var sum = StereoBuffer(count: range.count)
    var sumSpan = sum.mutableSpan
    let buses = renderer.render(segment: segment, source: song.span, drums: drums.span)
    buses.sum(into: &sumSpan)
    rendered.put(sum.span, at: range.lowerBound)
    stems?.measure(buses, segment: segment)
    return Publication(length: Int64(range.count), checksum: rendered.checksum(of: range))
  }

  private func renderStems(segment: Int, gain: Float) -> Publication {
    guard let stems else { preconditionFailure("nowhere for the groups to go") }
    let (song, drums) = (source, band.drums)
    stems.put(
      renderer.render(segment: segment, source: song.span, drums: drums.span), segment: segment, gain: gain)
    return Publication(
      length: Int64(plan.range(ofSegment: segment).count), checksum: stems.checksum(ofSegment: segment))
  }
}
