import AnalysisFiles
import Audio
import BeatTracking
import Glibc
import Pictures
import Processes
import Sandboxing
import SharedMemory
import Supervision

/// Writes what tells of a song's analysis.
struct ExportStage {
  let source: SharedStereo
  let analysis: SongAnalysis
  let hints: AnalysisHints
  /// The song's, empty if it is not known.
  let title: String
  let programVersion: String
  let board: SharedValue<ProcessBoard>

  /// Writes the analysis as text.
  func write(_ format: ReportFormat, to output: Int32) throws(JobFailure) {
    let bytes =
      switch format {
      case .json: AnalysisReport(analysis).json()
      case .beats: LabelText.madmom(analysis)
      case .beatLabels: LabelText.audacityBeats(analysis)
      case .sectionLabels: LabelText.audacitySections(analysis)
      case .jams: JAMSDocument(analysis, title: title, programVersion: programVersion).json()
      case .explanation:
        Array(
          "\(Explanation(analysis, hints: hints))Sandbox of the processes that read the song: \(board.value.sandboxLevel).\n"
            .utf8)
      }
    try writeOutput(bytes, to: output)
  }

  /// Writes the analysis as a PNG picture.
  func writePicture(to output: Int32) throws(JobFailure) {
    board.value.enter(.exporting, steps: 1)
    let source = self.source
    let bytes: [UInt8]
    do throws(PictureError) {
      bytes = try AnalysisPicture(analysis, title: title).png(of: source.span)
    } catch {
      throw .noResources(reason: "drawing the picture: \(error)")
    }
    try writeOutput(bytes, to: output)
    board.value.advance()
  }

  /// Writes the remix as a PNG picture.
  func writeArrangement(of remix: RenderedRemix, to output: Int32) throws(JobFailure) {
    board.value.enter(.exporting, steps: 1)
    let picture = ArrangementPicture(remix.plan.arrangement(title: title))
    let mix = remix.mix.rendered.samples(0..<remix.mix.rendered.count)
    let bytes: [UInt8]
    do throws(PictureError) {
      bytes = try picture.png(of: mix.span, gain: Float(Decibels.gain(fromDB: remix.gainDB)))
    } catch {
      throw .noResources(reason: "drawing the picture: \(error)")
    }
    try writeOutput(bytes, to: output)
    board.value.advance()
  }
}

extension ExportStage {
  /// Writes the highest peaks of song and remix in equal stretches, as JSON.
  func writeWaveforms(of remix: RenderedRemix, to output: Int32) throws(JobFailure) {
    let (sound, gain) = (remix.mix.rendered, Float(Decibels.gain(fromDB: remix.gainDB)))
    let song = Waveform(sampleCount: source.count) { [source] in source.span.extracting($0).peak }
    source.letGo()
    // As loud as it is before the limiter, which takes what is above 1.
    let mix = Waveform(sampleCount: sound.count) { min(sound.samples($0).span.peak * gain, 1) }
    sound.letGo()
    try writeOutput(WaveformReport(song: song, remix: mix).json(), to: output)
  }
}

/// Writes `bytes` as the next part of an output.
func writeOutput(_ bytes: [UInt8], to output: Int32) throws(JobFailure) {
  do throws(SystemCallError) {
    try writeAll(bytes, to: output)
  } catch {
    throw .outputWriteFailed(reason: "\(error.errno)")
  }
}
