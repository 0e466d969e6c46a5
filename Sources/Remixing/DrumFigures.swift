import Synthesis

/// The rhythms of the drums, in sixteenths of a bar; half-time: kick on the first beat, snare on the third.
enum DrumFigures {
  /// Kicks of a bar; the plain one comes first.
  static let kicks: [[Int]] = [[0], [0, 6], [0, 11], [0, 3, 14], [0, 10]]
  static let snares = [8]
  /// Quiet strokes that keep the beat where nothing else does.
  static let pulse = [4, 12]
  /// Off-beats.
  static let hats = [2, 6, 10, 14]
  /// Quiet strokes between the off-beats, in every other bar.
  static let ghostHats = [5, 13, 15]
  /// The third beat of a bar whose fourth is left to the song.
  static let fillSnares = [8, 10, 11]
}
