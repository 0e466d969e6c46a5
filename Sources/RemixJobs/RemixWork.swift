import Audio
import AudioFiles
import Remixing
import SharedMemory
import SignalProcessing
import Supervision
import Synthesis

/// What a worker does once there is a plan: render, measure and limit segments.
final class RemixWork {
  private let plan: RemixPlan
  private let workspace: Workspace
  private let mix: MixBuffers
  private let stems: StemBuffers?
  private let pieces: PieceBuffers?
  private let board: SharedValue<ProcessBoard>
  private var renderer: SegmentRenderer

  /// - Parameters:
  ///   - stems: Where the groups of the remix go, if they are asked for.
  ///   - pieces: Where encoded pieces go, if that is what is made.
  init(
    plan: RemixPlan, samples: InstrumentSamples, workspace: Workspace, mix: MixBuffers, stems: StemBuffers?,
    pieces: PieceBuffers?, board: SharedValue<ProcessBoard>
  ) {
    self.plan = plan
    self.workspace = workspace
    self.mix = mix
    self.stems = stems
    self.pieces = pieces
    self.board = board
    renderer = SegmentRenderer(plan: plan, samples: samples)
  }

  func perform(_ task: WorkerTask) -> Publication {
    let chunk = Int(task.chunk)
    switch TaskKind(task) {
    case .render: return render(segment: chunk)
    case .measure:
      return measure(
        segment: chunk,
        master: MasterSetting(argument: task.argument)?.master(targetLUFS: plan.options.targetLoudnessLUFS))
    case .master:
      guard let setting = MasterSetting(argument: task.argument) else { preconditionFailure("nothing to limit to") }
      return limit(segment: chunk, master: setting.master(targetLUFS: plan.options.targetLoudnessLUFS))
    case .encode:
      guard let setting = MasterSetting(argument: task.argument) else { preconditionFailure("nothing to limit to") }
      return encode(
        PieceTask(chunk: chunk), master: setting.master(targetLUFS: plan.options.targetLoudnessLUFS))
    case .renderStems:
      return renderStems(segment: chunk, gain: Float(bitPattern: UInt32(truncatingIfNeeded: task.argument)))
    case .analyse: preconditionFailure("a task of another stage")
    }
  }

  private func render(segment: Int) -> Publication {
    let range = plan.range(ofSegment: segment)
    // As locals: a span cannot outlive the reference that it was taken from.
    let (song, rendered) = (workspace.source, mix.rendered)
    var slot = rendered.slot(range)
    let buses = renderer.render(segment: segment, source: song.span)
    buses.sum(into: &slot)
    stems?.measure(buses, segment: segment)
    return Publication(length: Int64(range.count), checksum: rendered.checksum(of: range))
  }

  private func renderStems(segment: Int, gain: Float) -> Publication {
    guard let stems else { preconditionFailure("nowhere for the groups to go") }
    let song = workspace.source
    stems.put(renderer.render(segment: segment, source: song.span), segment: segment, gain: gain)
    return Publication(
      length: Int64(plan.range(ofSegment: segment).count), checksum: stems.checksum(ofSegment: segment))
  }

  private func limit(segment: Int, master: Master) -> Publication {
    let range = plan.range(ofSegment: segment)
    let place = mix.slot(ofSegment: segment)
    let (rendered, limited, relief) = (mix.rendered, mix.limited, mix.relief)
    var slot = limited.slot(place)
    master.process(rendered.span, range: range, relief: relief.span, into: &slot)
    return Publication(length: Int64(range.count), checksum: limited.checksum(of: place))
  }

  /// Limits and encodes a piece, a little at a time: what is limited is needed once.
  private func encode(_ task: PieceTask, master: Master) -> Publication {
    guard let pieces else { preconditionFailure("nowhere for the pieces to go") }
    let (rendered, relief) = (mix.rendered, mix.relief)
    let encoded = try? pieces.pieces.encode(piece: task.piece, patience: task.patience) { range in
      var block = StereoBuffer(count: range.count)
      var span = block.mutableSpan
      master.process(rendered.span, range: range, relief: relief.span, into: &span)
      board.value.advance()
      return block
    }
    // What cannot be encoded does not fit, and is encoded by the supervisor, which can tell why.
    pieces[task.piece] = encoded ?? EncodedPiece()
    return Publication(length: 1, checksum: pieces.checksum(ofPiece: task.piece))
  }

  private func measure(segment: Int, master: Master?) -> Publication {
    let (rendered, powers, relief) = (mix.rendered, mix.powers, mix.relief)
    let blocks = LoudnessGoal.blocks(ofSegment: segment, of: plan)
    let measured = LoudnessGoal.powers(
      of: rendered.span, segment: segment, of: plan, master: master, relief: relief.span)
    var slot = powers.slot(blocks)
    for index in measured.indices { slot[index] = measured[index] }
    return Publication(length: Int64(blocks.count), checksum: powers.checksum(of: blocks))
  }
}
