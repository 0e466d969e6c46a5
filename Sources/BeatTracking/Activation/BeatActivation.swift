package import Audio
import Glibc

/// What a trained network hears in a song: how likely each frame is a beat and a downbeat, and how fast the beats go.
package struct BeatActivation: Sendable {
  /// Probabilities, one for each frame.
  package let beat: [Float]
  /// Probabilities, one for each frame; a downbeat is a beat as well.
  package let downbeat: [Float]
  /// The probability of each tempo class, 18 to the octave from 40 beats per minute on: the mean over the song.
  package let tempo: [Float]

  /// The answers of `BeatListener` to the whole song.
  ///
  /// - Parameter rows: Shape: `BeatListener.rowCount(forFrames:) * BeatListener.floatsPerRow`; what is no number counts as 0.
  package init(rows: Span<Float>, frameCount: Int) {
    let width = BeatListener.floatsPerRow
    precondition(rows.count == BeatListener.rowCount(forFrames: frameCount) * width, "rows must fit the song")
    var (beat, downbeat) = ([Float](repeating: 0, count: frameCount), [Float](repeating: 0, count: frameCount))
    for frame in 0..<frameCount {
      let place = frame / BeatListener.framesPerRow * width + 2 * (frame % BeatListener.framesPerRow)
      beat[frame] = rows[place].orSilence
      downbeat[frame] = rows[place + 1].orSilence
    }
    var sums = [Double](repeating: 0, count: BeatNetwork.tempoClassCount)
    for start in stride(from: 2 * BeatListener.framesPerRow, to: rows.count, by: width) {
      let classes = rows.extracting(start..<start + BeatNetwork.tempoClassCount)
      for index in sums.indices { sums[index] += Double(classes[index].orSilence) }
    }
    let count = Double(max(rows.count / width, 1))
    self.beat = beat
    self.downbeat = downbeat
    tempo = sums.map { Float($0 / count) }
  }

  /// The activation of a song of which all features are known.
  init(features: Span<Float>, rowsPerPart: Int = BeatListener.rowsPerPart) {
    let frameCount = features.count / FeatureExtractor.floatsPerFrame
    let listener = BeatListener(features: features)
    let rowCount = BeatListener.rowCount(forFrames: frameCount)
    var rows = [Float](repeating: 0, count: rowCount * BeatListener.floatsPerRow)
    for start in stride(from: 0, to: rowCount, by: rowsPerPart) {
      let part = start..<min(start + rowsPerPart, rowCount)
      var answers = [Float](repeating: 0, count: part.count * BeatListener.floatsPerRow)
      var written = answers.mutableSpan
      listener.listen(to: part, of: features, into: &written)
      rows.replaceSubrange(
        part.lowerBound * BeatListener.floatsPerRow..<part.upperBound * BeatListener.floatsPerRow, with: answers)
    }
    self.init(rows: rows.span, frameCount: frameCount)
  }

  /// The activation of the whole of `source`, with features computed on the way.
  ///
  /// - Parameter rowsPerPart: Rows that are computed at a time; has no influence on the result.
  package init(of source: StereoSpan, rowsPerPart: Int? = nil) {
    let features = FeatureExtractor.features(of: source)
    self.init(features: features.span, rowsPerPart: rowsPerPart ?? BeatListener.rowsPerPart)
  }

  /// How much likelier a beat at `frame` is than none, as log odds: of one that opens no bar, and of one that does.
  ///
  /// A beat may lie a frame off. As in Krebs, Boeck and Widmer 2015 what is no beat spreads its probability over the 16 parts of a beat.
  func logOdds(at frame: Int) -> (plain: Float, opening: Float) {
    let (beat, downbeat) = strongest(around: frame, reach: 1)
    let none = logf(max(1 - max(beat, downbeat), Self.least) / 15)
    return (logf(Self.withoutDownbeat(beat, downbeat)) - none, logf(max(downbeat, Self.least)) - none)
  }

  /// The log odds that a beat around `frame` opens a bar rather than not; 0 beyond the song.
  func barLogOdds(at frame: Int) -> Float {
    guard beat.indices.contains(frame) else { return 0 }
    let (beat, downbeat) = strongest(around: frame, reach: 2)
    return logf(max(downbeat, Self.leastOfBeats)) - logf(max(Self.withoutDownbeat(beat, downbeat), Self.leastOfBeats))
  }

  /// The log of how likely beats last `period` frames in this song.
  func logLikelihood(ofPeriod period: Int) -> Float {
    let beatsPerMinute = 60 * FeatureExtractor.frameRate / Double(period)
    let place = log2(beatsPerMinute / BeatNetwork.lowestTempo) * BeatNetwork.tempoClassesPerOctave
    let nearest = min(max(Int(place.rounded()), 0), BeatNetwork.tempoClassCount - 1)
    // A tempo on the border of two classes is half in each.
    let near = max(nearest - 1, 0)...min(nearest + 1, BeatNetwork.tempoClassCount - 1)
    return logf(Self.leastTempo + (tempo.isEmpty ? 0 : tempo[near].reduce(0, +)))
  }

  /// What the network is never surer of than this.
  private static let least: Float = 1e-4
  private static let leastOfBeats: Float = 1e-3
  private static let leastTempo: Float = 0.02

  /// The probability of a beat that opens no bar; a little even where the downbeat is certain.
  private static func withoutDownbeat(_ beat: Float, _ downbeat: Float) -> Float {
    max(beat - downbeat, 0.02 * beat, least)
  }

  private func strongest(around frame: Int, reach: Int) -> (beat: Float, downbeat: Float) {
    let near = max(frame - reach, 0)..<min(frame + reach + 1, beat.count)
    return (beat[near].max() ?? 0, downbeat[near].max() ?? 0)
  }
}
