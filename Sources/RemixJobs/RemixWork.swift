import Audio
import Remixing
import SharedMemory
import SignalProcessing
import Supervision

/// What a worker does once there is a plan: render, measure and limit segments.
final class RemixWork {
  private let plan: RemixPlan
  private let workspace: Workspace
  private let mix: MixBuffers
  private var renderer: SegmentRenderer
  private var scratch = StereoBuffer(count: 0)

  init(plan: RemixPlan, workspace: Workspace, mix: MixBuffers) {
    self.plan = plan
    self.workspace = workspace
    self.mix = mix
    renderer = SegmentRenderer(plan: plan)
  }

  func perform(_ task: WorkerTask) -> Publication {
    let chunk = Int(task.chunk)
    switch TaskKind(task) {
    case .render: return render(segment: chunk)
    case .measure: return measure(group: chunk, master: MasterSetting(argument: task.argument).master)
    case .master: return limit(segment: chunk, master: MasterSetting(argument: task.argument).master)
    case .analyse: preconditionFailure("a task of another stage")
    }
  }

  private func render(segment: Int) -> Publication {
    let range = plan.range(ofSegment: segment)
    // As locals: a span cannot outlive the reference that it was taken from.
    let (song, rendered) = (workspace.source, mix.rendered)
    var slot = rendered.slot(range)
    renderer.render(segment: segment, source: song.span, into: &slot)
    return Publication(length: Int64(range.count), checksum: rendered.checksum(of: range))
  }

  private func limit(segment: Int, master: Master) -> Publication {
    let range = plan.range(ofSegment: segment)
    let place = mix.slot(ofSegment: segment)
    let (rendered, limited) = (mix.rendered, mix.limited)
    var slot = limited.slot(place)
    master.process(rendered.span, range: range, into: &slot)
    return Publication(length: Int64(range.count), checksum: limited.checksum(of: place))
  }

  private func measure(group: Int, master: Master) -> Publication {
    let measured = LoudnessGroup(group, sampleCount: plan.sampleCount)
    if scratch.count != measured.samples.count { scratch = StereoBuffer(count: measured.samples.count) }
    let (rendered, powers) = (mix.rendered, mix.powers)
    var samples = scratch.mutableSpan
    master.process(rendered.span, range: measured.samples, into: &samples)
    var powerSlot = powers.slot(measured.blocks)
    Loudness.gatingBlockPowers(of: scratch.span, blocks: measured.blocksInSamples, into: &powerSlot)
    return Publication(length: Int64(measured.blocks.count), checksum: mix.checksum(of: measured))
  }
}
