import Audio
import AudioFiles
import BeatTracking
import Glibc
import SharedMemory
import Supervision
import Synthesis

/// Writes the song with a click on every beat.
struct ClickTrackStage {
  let source: SharedStereo
  let analysis: SongAnalysis
  let board: SharedValue<ProcessBoard>

  /// The largest sample of the result: coding to MP3 lifts peaks by up to 2 dB.
  private static let peakGoal = Decibels.gain(fromDB: -3)
  /// A downbeat's click over the song's loudness in LUFS: heard through the densest music, and no shock in the quietest.
  private static let clickLevelDB = 14.0
  private static let clickPeaks = 0.05...1.0
  /// For a song without loudness.
  private static let clickPeakInSilence = 0.5
  private static let blockLength = 1 << 16

  /// - Returns: The length in seconds, which is the song's.
  func write(_ format: SongFormat, to output: Int32) throws(JobFailure) -> Double {
    let sampleCount = source.count
    let blocks = (sampleCount + Self.blockLength - 1) / Self.blockLength
    board.value.enter(.exporting, steps: 2 * blocks)
    let metronome = self.metronome
    var peak: Float = 0
    try forEachBlock(of: metronome, gain: 1) { (block: borrowing StereoBuffer, count) throws(JobFailure) in
      for index in 0..<count { peak = max(peak, abs(block.left[index]), abs(block.right[index])) }
    }
    let gain = peak > Float(Self.peakGoal) ? Float(Self.peakGoal) / peak : 1
    var writer = try audio { () throws(AudioFileError) in
      try SongWriter(descriptor: output, format: format, sampleCount: sampleCount, tags: nil)
    }
    try forEachBlock(of: metronome, gain: gain) { (block: borrowing StereoBuffer, count) throws(JobFailure) in
      do throws(AudioFileError) {
        try writer.write(block.span.extracting(0..<count))
      } catch {
        throw JobFailure(error)
      }
    }
    do throws(AudioFileError) {
      try writer.finish()
    } catch {
      throw JobFailure(error)
    }
    return WorkingFormat.seconds(ofSamples: sampleCount)
  }

  private var metronome: Metronome {
    let heard = analysis.loudnessLUFS.map { Decibels.gain(fromDB: $0 + Self.clickLevelDB) }
    let peak = min(max(heard ?? Self.clickPeakInSilence, Self.clickPeaks.lowerBound), Self.clickPeaks.upperBound)
    return Metronome(beats: analysis.beats, downbeats: analysis.downbeats, peak: peak)
  }

  /// Gives `body` the song with its clicks, times `gain`, block after block: the buffer, and how much of it counts.
  private func forEachBlock(
    of metronome: Metronome, gain: Float, _ body: (borrowing StereoBuffer, Int) throws(JobFailure) -> Void
  ) throws(JobFailure) {
    let source = self.source
    var block = StereoBuffer(count: Self.blockLength)
    for start in stride(from: 0, to: source.count, by: Self.blockLength) {
      let count = min(Self.blockLength, source.count - start)
      Self.fill(&block, from: source.span.extracting(start..<start + count), at: start, metronome, gain: gain)
      source.letGo()
      try body(block, count)
      board.value.advance()
      board.value.supervisor.showLife()
    }
  }

  private static func fill(
    _ block: inout StereoBuffer, from song: StereoSpan, at start: Int, _ metronome: Metronome, gain: Float
  ) {
    var samples = block.mutableSpan
    for index in 0..<song.count {
      samples.left[index] = song.left[index]
      samples.right[index] = song.right[index]
    }
    metronome.add(to: &samples, from: start)
    guard gain != 1 else { return }
    for index in 0..<song.count {
      samples.left[index] *= gain
      samples.right[index] *= gain
    }
  }
}
