import Glibc
import SignalProcessing

/// Asks the trained network about a song, some rows of frames at a time.
///
/// The answers for a row depend on nothing but the song's features, however the rows are dealt out.
package struct BeatListener: ~Copyable {
  /// Frames of one row.
  package static let framesPerRow = BeatNetwork.pool
  /// Floats of one row: the probabilities of a beat and of a downbeat at each of its frames, and those of the tempo classes.
  package static let floatsPerRow = 2 * framesPerRow + BeatNetwork.tempoClassCount
  /// Rows that are computed at a time where nothing else asks for fewer: each part looks 20 seconds beyond its ends.
  static let rowsPerPart = 7_500

  private let network = BeatNetwork()
  private let scale: NetworkScale

  /// Gets ready for the song with these features, as `FeatureExtractor` writes them.
  package init(features: Span<Float>) {
    scale = NetworkScale(features)
  }

  /// Rows of a song.
  package static func rowCount(forFrames frameCount: Int) -> Int { (frameCount + framesPerRow - 1) / framesPerRow }

  /// Writes the answers for `rows`, one row after the other.
  ///
  /// - Parameters:
  ///   - features: Those of the whole song.
  ///   - answers: Shape: `rows.count * floatsPerRow`.
  package func listen(to rows: Range<Int>, of features: Span<Float>, into answers: inout MutableSpan<Float>) {
    precondition(answers.count == rows.count * Self.floatsPerRow, "answers must fit the rows")
    guard !rows.isEmpty else { return }
    let output = network.output(ofRows: rows, features: features, scale: scale)
    let (beats, tempi) = (output.beats.span, output.tempi.span)
    let classes = BeatNetwork.tempoClassCount
    for row in 0..<rows.count {
      let start = row * Self.floatsPerRow
      for frame in 0..<Self.framesPerRow {
        for answer in 0..<2 {
          let logOdds = beats[8 * (row * Self.framesPerRow + frame) + answer]
          answers[start + 2 * frame + answer] = 1 / (1 + expf(-logOdds))
        }
      }
      let probabilities = start + 2 * Self.framesPerRow
      Self.writeProbabilities(
        of: tempi.extracting(row * classes..<(row + 1) * classes), to: &answers, from: probabilities)
    }
  }

  /// The soft maximum of `measures`, of which there is a multiple of eight.
  private static func writeProbabilities(
    of measures: Span<Float>, to answers: inout MutableSpan<Float>, from start: Int
  ) {
    var top = measures[0]
    for index in measures.indices { top = max(top, measures[index]) }
    var total = SIMD8<Float>()
    for index in stride(from: 0, to: measures.count, by: 8) {
      // Under -80 a share is nothing beside the largest.
      let distance = measures.vector(from: index) - top
      let weights = distance.replacing(with: -80, where: distance .< -80).exponential
      answers.set(weights, from: start + index)
      total += weights
    }
    let scale = 1 / total.sum()
    for index in measures.indices { answers[start + index] *= scale }
  }
}
