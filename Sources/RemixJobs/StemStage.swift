import Audio
import AudioFiles
import Remixing
import SharedMemory
import Supervision
import Synthesis

/// Writes the groups of a remix as sound files of their own, and their sum.
struct StemStage {
  /// One of the files.
  struct Output {
    let stem: Stem
    /// The place among the job's outputs.
    let index: Int
    let descriptor: Int32
  }

  let source: SharedStereo
  let remix: RenderedRemix
  let buffers: StemBuffers
  let board: SharedValue<ProcessBoard>

  /// What the loudest sample of all stems is brought to, if it would be clipped.
  private static let highestPeak: Float = 0.99

  func write(_ outputs: [Output], crew: inout WorkCrew) throws(JobFailure) {
    let plan = remix.plan
    board.value.enter(.exporting, steps: plan.segmentCount)
    let (source, mix, buffers) = (self.source, remix.mix, self.buffers)
    let band = remix.band
    let gain = gain
    var files: [StemFile] = []
    for output in outputs {
      files.append(
        try naming(output: output.index) { () throws(JobFailure) in
          try StemFile(output, sampleCount: plan.sampleCount, tags: tags(of: output.stem, gain: gain))
        })
    }
    try crew.withWorkers(
      doing: { _ in
        RemixWork(plan: plan, band: band, source: source, mix: mix, stems: buffers).perform
      },
      directedBy: { tasks throws(JobFailure) in
        try write(files, gain: gain, tasks: tasks)
      })
    for file in files {
      try naming(output: file.index) { () throws(JobFailure) in try file.finish() }
    }
  }

  /// Writes in order while the workers render the segments that come next.
  private func write(_ files: [StemFile], gain: Float, tasks: borrowing StageTasks) throws(JobFailure) {
    let count = remix.plan.segmentCount
    let buffers = self.buffers
    var (nextToSubmit, nextToWrite) = (0, 0)
    var rendered: Set<Int> = []
    while nextToWrite < count {
      while nextToSubmit < min(count, nextToWrite + StemBuffers.window) {
        tasks.submit(.renderStems, chunk: nextToSubmit, argument: UInt64(gain.bitPattern))
        nextToSubmit += 1
      }
      let done = try tasks.finished(timeoutMilliseconds: rendered.contains(nextToWrite) ? 0 : 100) { task in
        buffers.checksum(ofSegment: Int(task.chunk))
      }
      rendered.formUnion(done.map { Int($0.chunk) })
      guard rendered.remove(nextToWrite) != nil else { continue }
      for file in files {
        try naming(output: file.index) { () throws(JobFailure) in
          switch file.stem {
          case .bus(let bus):
            let window = buffers[bus]
            try file.write(window.span.extracting(buffers.slot(ofSegment: nextToWrite)), gain: 1)
          case .mix:
            let mix = remix.mix.rendered.samples(remix.plan.range(ofSegment: nextToWrite))
            try file.write(mix.span, gain: gain)
          }
        }
      }
      nextToWrite += 1
      board.value.advance()
    }
  }

  /// One for all stems, so that their sum is the mix; 1 if nothing would be clipped.
  private var gain: Float {
    let peak = max(buffers.peak, remix.mix.levels.peak)
    return peak > Self.highestPeak ? Self.highestPeak / peak : 1
  }

  private func tags(of stem: Stem, gain: Float) -> SongTags {
    var tags = remix.tags
    tags.title = (tags.title ?? "Wub Remix") + " - " + stem.name
    let hundredths = Int((Decibels.decibels(fromGain: Double(gain)) * 100).rounded())
    let (whole, rest) = (-hundredths / 100, -hundredths % 100)
    tags.comment =
      "A stem of a remix before the master. All stems have a gain of -\(whole).\(rest < 10 ? "0" : "")\(rest) dB, "
      + "and source, bass, drums and fx sum to mix."
    tags.picture = nil
    return tags
  }
}

/// A stem that is being written.
private final class StemFile {
  let stem: Stem
  let index: Int
  private var writer: SongWriter?
  private var scaled = StereoBuffer(count: 0)

  init(_ output: StemStage.Output, sampleCount: Int, tags: SongTags) throws(JobFailure) {
    stem = output.stem
    index = output.index
    writer = try audio { () throws(AudioFileError) in
      try SongWriter(descriptor: output.descriptor, format: .flac, sampleCount: sampleCount, tags: tags)
    }
  }

  func write(_ samples: StereoSpan, gain: Float) throws(JobFailure) {
    do throws(AudioFileError) {
      if gain == 1 {
        try writer?.write(samples)
        return
      }
      if scaled.count < samples.count { scaled = StereoBuffer(count: samples.count) }
      for index in 0..<samples.count {
        scaled.left[index] = samples.left[index] * gain
        scaled.right[index] = samples.right[index] * gain
      }
      let scaled = self.scaled
      try writer?.write(scaled.span.extracting(0..<samples.count))
    } catch {
      throw JobFailure(error)
    }
  }

  func finish() throws(JobFailure) {
    guard let writer = writer.take() else { return }
    do throws(AudioFileError) {
      try writer.finish()
    } catch {
      throw JobFailure(error)
    }
  }
}
