import Audio
import BeatTracking
import Remixing
import SharedMemory
import Styles
import Supervision
import Synthesis

/// Makes the products of a job, once the song was heard.
struct ProductMaker {
  let request: JobRequest
  let heard: HeardSong
  let material: RemixMaterial
  /// The contents of the file of beats.
  let beats: String?
  let workspace: Workspace
  /// The song's file, for its tags.
  let input: Int32
  let board: SharedValue<ProcessBoard>
  private var finished: FinishedRemix?

  init(
    request: JobRequest, heard: HeardSong, material: RemixMaterial, beats: String?, workspace: Workspace, input: Int32,
    board: SharedValue<ProcessBoard>
  ) {
    self.request = request
    self.heard = heard
    self.material = material
    self.beats = beats
    self.workspace = workspace
    self.input = input
    self.board = board
  }

  /// Writes `product` to `output`.
  ///
  /// - Returns: The length of what was made, in seconds; `nil` for what is no audio.
  mutating func make(_ product: Product, output: Int32, crew: inout WorkCrew) throws(JobFailure) -> Double? {
    switch product {
    case .plan:
      try writeOutput(Array("\(plan)\n".utf8), to: output)
      return nil
    case .remix(let format):
      let remix = RemixStages(
        workspace: workspace, plan: plan, samples: InstrumentSamples(material.samples.sounds), format: format,
        fallbackTitle: request.fallbackTitle, board: board)
      let finished = try remix.run(tagsFrom: input, output: output, crew: &crew)
      self.finished = finished
      return WorkingFormat.seconds(ofSamples: finished.plan.sampleCount)
    case .arrangement:
      guard let finished else { preconditionFailure("the remix comes before what tells of it") }
      try export.writeArrangement(of: finished, to: output)
      return nil
    case .recipe:
      guard let checksum = material.songChecksum, let format = request.remixFormat else {
        preconditionFailure("a recipe is that of a remix")
      }
      let recipe = Recipe(
        request, format: format, songChecksum: checksum, beats: beats, samples: material.samples.checksums)
      try writeOutput(recipe.json(), to: output)
      return nil
    case .report(let format):
      try export.write(format, to: output)
      return nil
    case .clickTrack(let format):
      return try ClickTrackStage(workspace: workspace, analysis: heard.analysis, board: board)
        .write(format, to: output)
    case .picture:
      try export.writePicture(to: output)
      return nil
    }
  }

  private var plan: RemixPlan {
    board.value.enter(.planning, steps: 0)
    var songDrums: [DrumStrike] = []
    if request.remix.style.playsSongDrums {
      let source = workspace.source
      songDrums = DrumStrikes.of(heard.analysis.onsets, in: source.span)
    }
    return RemixPlan(analysis: heard.analysis, songDrums: songDrums, options: request.remix)
  }

  private var export: ExportStage {
    ExportStage(
      workspace: workspace, analysis: heard.analysis, hints: heard.hints, title: request.fallbackTitle ?? "",
      programVersion: request.programVersion, board: board)
  }
}
