import Batches
import RemixJobs
import SystemPackage
import Testing

struct BatchProgressTests {
  private func progress(ended: Int, idle: Int = 0, inWork: Double = 0, seconds: Double) -> BatchProgress {
    let song = FoundSong(path: "a.wav", folder: "", byteCount: 100)
    let item = BatchItem(song: song, output: "a.mp3", clash: nil)
    return BatchProgress(
      songs: [BatchProgress.Song(item: item, stage: .rendering, fraction: inWork)], totalCount: 10, endedCount: 0,
      failedCount: 0, endedBytes: ended, totalBytes: 1_000, idleBytes: idle, elapsedSeconds: seconds)
  }

  @Test func `songs count by their sizes, and those in work by what is done of them`() {
    #expect(progress(ended: 400, inWork: 0.5, seconds: 9).fraction == 0.45)
  }

  @Test func `the rest takes as long as the same amount did, without what took no work`() {
    #expect(progress(ended: 500, seconds: 10).remainingSeconds == 10)
    #expect(progress(ended: 500, idle: 250, seconds: 10).remainingSeconds == 20)
    #expect(progress(ended: 0, seconds: 10).remainingSeconds == nil)
    #expect(progress(ended: 500, seconds: 0.1).remainingSeconds == nil)
  }
}
