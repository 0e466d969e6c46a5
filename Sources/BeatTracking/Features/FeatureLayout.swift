/// Where each measurement lies within one frame of features.
enum FeatureLayout {
  /// Upper frequencies of the onset zones in Hz: kick, bass, low mids, mids, treble, air.
  static let zoneLimits: [Double] = [130, 350, 1_000, 3_000, 8_000, 17_000]
  /// Mean rise of log magnitude per zone.
  static let flux = 0..<6
  /// Mean square of the frame's own hop, averaged over the channels.
  static let level = 6
  /// Mean square of the mid channel under the first zone limit.
  static let lowPower = 7
  /// Mean log magnitude in bands of about an octave.
  static let timbre = 8..<16
  /// Whitened spectral peaks folded into one octave, `chromaBinsPerOctave` bins from C on; zero but in every
  /// `chromaStride`-th frame.
  static let chroma = 16..<52
  /// Bass peaks folded into 12 bins from C on, in the same frames.
  static let bassChroma = 52..<64
  /// Cosine and sine sums of the peaks' distance from the equal-tempered grid, in the same frames.
  static let tuning = 64..<66
  /// Mean log magnitude in bands of a third of an octave, from 40 Hz on, for the network.
  static let bands = 66..<91
  /// Mean rise of log magnitude in the same bands.
  static let bandFlux = 91..<116
  /// Mean square of the frame's own hop after K-weighting, averaged over the channels.
  static let loudPower = 116
  static let floatsPerFrame = 117

  static let chromaBinsPerOctave = 36
  static let chromaStride = 4
}
