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

  init(_ song: SongFeatures, blockLength: Int = BeatNetwork.blockLength) {
    let output = BeatNetwork().output(of: NetworkInput(song), blockLength: blockLength)
    beat = output.beats.map { 1 / (1 + expf(-$0[0])) }
    downbeat = output.beats.map { 1 / (1 + expf(-$0[1])) }
    tempo = Self.meanProbabilities(of: output.tempi)
  }

  /// The activation of the whole of `source`, with features computed on the way.
  ///
  /// - Parameter blockLength: Frames that are computed at a time, a multiple of 4; has no influence on the result.
  package init(of source: StereoSpan, blockLength: Int? = nil) {
    let features = FeatureExtractor.features(of: source)
    self.init(SongFeatures(features.span), blockLength: blockLength ?? BeatNetwork.blockLength)
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

  private static func meanProbabilities(of tempi: [Float]) -> [Float] {
    let width = BeatNetwork.tempoClassCount
    var sums = [Double](repeating: 0, count: width)
    for start in stride(from: 0, to: tempi.count, by: width) {
      let row = tempi[start..<start + width]
      let top = row.max() ?? 0
      let weights = row.map { Double(expf($0 - top)) }
      let total = weights.reduce(0, +)
      for index in sums.indices { sums[index] += weights[index] / total }
    }
    let count = Double(max(tempi.count / width, 1))
    return sums.map { Float($0 / count) }
  }
}
