import AnalysisFiles
import Audio
import BeatTracking
import Fixtures
import Testing

struct SeamsTests {
  /// Half a minute of a song with drums, bass and chords, at a rate that no chunk border meets.
  private var song: StereoBuffer {
    let clicks = ClickTrack(beatsPerMinute: 127.3, seconds: 31.7, firstBeat: 0.13).samples
    let notes = [110.0, 146.83, 164.81, 220].enumerated().map { index, frequency in
      Signals.sine(frequency, seconds: 31.7).enumerated().map { sample, value in
        (sample / 88_200 + index).isMultiple(of: 3) ? 0.2 * value : 0
      }
    }
    return StereoBuffer(
      left: clicks.indices.map { clicks[$0] * 0.5 + notes[0][$0] + notes[1][$0] },
      right: clicks.indices.map { clicks[$0] * 0.4 + notes[2][$0] + notes[3][$0] })
  }

  @Test func `chunks of one second, of seven seconds and the whole song give the same bytes`() {
    let whole = MadeAnalysis.of(song)
    #expect(whole.beats.count > 50)
    let bytes = AnalysisReport(whole).json()
    for seconds in [1, 7] {
      let parts = MadeAnalysis.of(song, inChunksOf: seconds)
      #expect(parts == whole, "\(seconds) s")
      #expect(AnalysisReport(parts).json() == bytes)
    }
  }
}
