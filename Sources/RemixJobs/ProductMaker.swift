import Audio
import AudioFiles
import BeatTracking
import Processes
import Remixing
import SharedMemory
import SignalProcessing
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
  let source: SharedStereo
  /// The song's file, for its tags.
  let input: Int32
  let board: SharedValue<ProcessBoard>
  private var finished: FinishedRemix?
  private var stems: StemBuffers?
  /// SHA-256 of the remix; `nil` unless a recipe is written or followed.
  private(set) var remixChecksum: String?
  /// What is not quite as it was asked for.
  private(set) var warnings: [String] = []

  init(
    request: JobRequest, heard: HeardSong, material: RemixMaterial, beats: String?, source: SharedStereo, input: Int32,
    board: SharedValue<ProcessBoard>
  ) {
    self.request = request
    self.heard = heard
    self.material = material
    self.beats = beats
    self.source = source
    self.input = input
    self.board = board
  }

  /// Writes all products to `outputs`, one for each.
  ///
  /// - Parameters:
  ///   - follower: Of the first output.
  ///   - made: Takes the place of a product that is there before the remix is.
  /// - Returns: The length of the first that is sound, in seconds; `nil` if none is.
  mutating func makeAll(
    _ outputs: [Int32], follower: OutputFollower?, crew: inout WorkCrew, made: (Int) -> Void
  ) throws(JobFailure) -> Double? {
    // With other products, one that fails would take this back; and a recipe is told of bytes that are all there.
    let isAlone = request.products.count == 1 && request.recipe == nil
    let follower = follower.flatMap { isAlone || !$0.isForGood ? $0 : nil }
    var seconds: Double?
    var stemOutputs: [StemStage.Output] = []
    for (index, (product, output)) in zip(request.products, outputs).enumerated() {
      switch product {
      case .stem(let stem): stemOutputs.append(StemStage.Output(stem: stem, index: index, descriptor: output))
      case .remix(let format):
        // Failures are those of the first output unless they name another, such as one that is written on the way.
        precondition(index == 0, "the remix is the first product")
        let length = try makeRemix(format, to: output, follower: follower, crew: &crew) {
          [self] rendered throws(JobFailure) in
          try tell(of: rendered, to: outputs, made: made)
        }
        seconds = seconds ?? length
      // Written with the remix.
      case _ where product.tellsOfRendering && request.remixFormat != nil: break
      default:
        let length = try naming(output: index) { () throws(JobFailure) in try make(product, output: output) }
        seconds = seconds ?? length
      }
    }
    if let stems, let finished, !stemOutputs.isEmpty {
      try StemStage(source: source, remix: finished.rendered, buffers: stems, board: board)
        .write(stemOutputs, crew: &crew)
    }
    return seconds
  }

  /// Writes the remix to `output`.
  ///
  /// - Returns: Its length in seconds.
  private mutating func makeRemix(
    _ format: SongFormat, to output: Int32, follower: OutputFollower?, crew: inout WorkCrew,
    whenRendered: (RenderedRemix) throws(JobFailure) -> Void
  ) throws(JobFailure) -> Double {
    let remix = RemixStages(
      source: source, isLastUseOfSong: !request.products.contains(where: \.needsSong), plan: plan,
      samples: InstrumentSamples(material.samples.sounds), format: format,
      fallbackTitle: request.fallbackTitle, board: board)
    let plan = remix.plan
    if request.products.contains(where: \.isStem) {
      stems = try sharedMemory { () throws(SharedMemoryError) in try StemBuffers(plan: plan) }
    }
    let finished = try remix.run(
      tagsFrom: input, output: output, stems: stems, follower: follower, crew: &crew, whenRendered: whenRendered)
    guard finished.isHeard else { throw .remixSilent(style: request.styleName) }
    self.finished = finished
    warnings += lengthWarning(finished.plan) + loudnessWarning(finished)
    if material.songChecksum != nil { remixChecksum = try checksum(ofRemix: output) }
    return WorkingFormat.seconds(ofSamples: finished.plan.sampleCount)
  }

  /// Writes what tells of the song and of the remix that is about to be encoded, which takes longest: whoever listens
  /// meanwhile has something to look at.
  private func tell(
    of remix: RenderedRemix, to outputs: [Int32], made: (Int) -> Void
  ) throws(JobFailure) {
    for (index, (product, output)) in zip(request.products, outputs).enumerated() where product.tellsOfRendering {
      try naming(output: index) { () throws(JobFailure) in
        switch product {
        case .report(let format): try export.write(format, to: output)
        case .events: try writeOutput(PlanReport(remix.plan).json(), to: output)
        case .waveforms: try export.writeWaveforms(of: remix, to: output)
        default: preconditionFailure("all that tells of it")
        }
      }
      made(index)
    }
  }

  /// Writes `product`, which is neither the remix nor a stem, to `output`.
  ///
  /// - Returns: The length of what was made, in seconds; `nil` for what is no sound.
  private func make(_ product: Product, output: Int32) throws(JobFailure) -> Double? {
    switch product {
    case .plan(let format):
      try writeOutput(
        Array("output  \(format.inWords)\nsandbox \(board.value.sandboxLevel)\n\(plan)\n".utf8), to: output)
    case .arrangement:
      guard let finished else { preconditionFailure("the remix comes before what tells of it") }
      try export.writeArrangement(of: finished.rendered, to: output)
    case .recipe:
      guard let songChecksum = material.songChecksum, let remixChecksum, let format = request.remixFormat else {
        preconditionFailure("a recipe is that of a remix, which comes before it")
      }
      let recipe = Recipe(
        request, format: format, songChecksum: songChecksum, remixChecksum: remixChecksum, beats: beats,
        samples: material.samples.checksums)
      try writeOutput(recipe.json(), to: output)
    case .report(let format): try export.write(format, to: output)
    case .clickTrack(let format):
      return try ClickTrackStage(source: source, analysis: heard.analysis, board: board)
        .write(format, to: output)
    case .picture: try export.writePicture(to: output)
    case .remix, .stem, .events, .waveforms: preconditionFailure("they are written with the remix")
    }
    return nil
  }

  private func lengthWarning(_ plan: RemixPlan) -> [String] {
    let wanted = request.remix.length.seconds(forSong: heard.analysis.durationSeconds)
    let length = WorkingFormat.seconds(ofSamples: plan.sampleCount)
    guard !plan.isExcerpt, request.remix.length != .full, abs(length - wanted) > 0.15 * wanted else { return [] }
    let (made, asked) = (Int(length.rounded()), Int(wanted.rounded()))
    return ["the remix lasts \(made) s, not \(asked): that is as near as the parts of this style come"]
  }

  private func loudnessWarning(_ remix: FinishedRemix) -> [String] {
    let asked = request.remix.targetLoudnessLUFS
    guard let loudness = remix.loudnessLUFS, abs(loudness - asked) > 0.3 else { return [] }
    let reached = (10 * loudness).rounded() / 10
    return ["the remix has \(reached) LUFS, not \(asked): that is as near as it gets"]
  }

  private func checksum(ofRemix output: Int32) throws(JobFailure) -> String {
    do throws(SystemCallError) {
      return try sha256(ofFile: output)
    } catch {
      throw .outputWriteFailed(reason: "reading back what was written: \(error.errno)")
    }
  }

  private var plan: RemixPlan {
    board.value.enter(.planning, steps: 0)
    var songDrums: [DrumStrike] = []
    if request.remix.style.playsSongDrums {
      let source = self.source
      songDrums = DrumStrikes.of(heard.analysis.onsets, in: source.span) { source.letGo() }
    }
    return RemixPlan(analysis: heard.analysis, songDrums: songDrums, options: request.remix)
  }

  private var export: ExportStage {
    ExportStage(
      source: source, analysis: heard.analysis, hints: heard.hints, title: request.fallbackTitle ?? "",
      programVersion: request.programVersion, board: board)
  }
}

extension FinishedRemix {
  /// Whether any moment of it is louder than silence, as ITU-R BS.1770 has it: -70 LUFS.
  fileprivate var isHeard: Bool {
    // Less than a gating block is too short to be measured.
    loudnessLUFS != nil || plan.sampleCount < Loudness.blockLength
  }
}

extension Product {
  fileprivate var isStem: Bool {
    if case .stem = self { true } else { false }
  }

  /// Whether the song's sound is read for it, besides for the remix: a plan may be made of the song's own drums.
  fileprivate var needsSong: Bool {
    switch self {
    case .stem, .clickTrack, .picture, .waveforms, .plan: true
    case .remix, .events, .arrangement, .recipe, .report: false
    }
  }

  /// Whether all that it tells is known when the remix is rendered.
  fileprivate var tellsOfRendering: Bool {
    switch self {
    case .report, .events, .waveforms: true
    default: false
    }
  }
}
