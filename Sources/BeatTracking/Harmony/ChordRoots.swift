/// The root of the chord that sounds on each beat.
///
/// Major and minor triads are compared with each beat's chroma and bass, and the likeliest sequence is found by Viterbi
/// decoding: chords change seldom, and more readily on downbeats (compare Sheh and Ellis 2003).
enum ChordRoots {
  /// Likelihoods are exponentials of this times the similarity: how much one beat may say.
  private static let sharpness: Float = 12
  /// What a change costs off the downbeat, and on it, as negative log probability.
  private static let changePrice: Float = 2.5
  private static let changePriceOnDownbeat: Float = 1
  /// The bass against the chroma: it plays roots more often than not.
  private static let bassWeight: Float = 0.5
  /// How much of a triad's root, third and fifth a bass plays.
  private static let bassShares: (root: Float, third: Float, fifth: Float) = (1, 0.3, 0.4)

  /// - Parameters:
  ///   - chroma: Shape: beats x 12, each summing to 1, or all 0.
  ///   - bass: Shape: beats x 12, not negative.
  ///   - opensBar: Whether each beat is a downbeat.
  /// - Returns: `nil` for beats in which nothing has a pitch.
  static func roots(chroma: [[Float]], bass: [[Float]], opensBar: [Bool]) -> [PitchClass?] {
    guard !chroma.isEmpty else { return [] }
    let chords = Self.chords
    var scores = [Float](repeating: 0, count: chords.count)
    var origins: [[UInt8]] = []
    for beat in chroma.indices {
      let price = opensBar[beat] ? changePriceOnDownbeat : changePrice
      let best = scores.indices.max { scores[$0] < scores[$1] } ?? 0
      let change = scores[best] - price
      var origin = [UInt8](repeating: 0, count: chords.count)
      for (index, chord) in chords.enumerated() {
        let stays = scores[index] >= change
        origin[index] = UInt8(stays ? index : best)
        scores[index] = (stays ? scores[index] : change) + sharpness * chord.similarity(chroma[beat], bass[beat])
      }
      // Keeps the sums small, however long the song.
      let highest = scores.max() ?? 0
      for index in scores.indices { scores[index] -= highest }
      origins.append(origin)
    }
    var state = scores.indices.max { scores[$0] < scores[$1] } ?? 0
    var roots = [PitchClass?](repeating: nil, count: chroma.count)
    for beat in chroma.indices.reversed() {
      if chroma[beat].contains(where: { $0 > 0 }) { roots[beat] = PitchClass(semitonesAboveC: chords[state].root) }
      state = Int(origins[beat][state])
    }
    return roots
  }

  private struct Chord {
    let root: Int
    /// Both of length 1.
    let template: [Float]
    let bassTemplate: [Float]

    init(root: Int, third: Int) {
      self.root = root
      var notes = [Float](repeating: 0, count: 12)
      for note in [0, third, 7] {
        // A note as spectral peaks show it: its third harmonic sounds a fifth up, its fifth a major third.
        notes[(root + note) % 12] += 1
        notes[(root + note + 7) % 12] += 0.3
        notes[(root + note + 4) % 12] += 0.1
      }
      var low = [Float](repeating: 0, count: 12)
      low[root] = bassShares.root
      low[(root + third) % 12] = bassShares.third
      low[(root + 7) % 12] = bassShares.fifth
      template = Self.normalised(notes)
      bassTemplate = Self.normalised(low)
    }

    func similarity(_ chroma: [Float], _ bass: [Float]) -> Float {
      Self.cosine(chroma, template) + bassWeight * Self.cosine(bass, bassTemplate)
    }

    private static func cosine(_ vector: [Float], _ unit: [Float]) -> Float {
      var (product, power) = (Float(0), Float(0))
      for (x, y) in zip(vector, unit) {
        product += x * y
        power += x * x
      }
      return power > 1e-12 ? product / power.squareRoot() : 0
    }

    private static func normalised(_ vector: [Float]) -> [Float] {
      let power = vector.reduce(0) { $0 + $1 * $1 }
      return vector.map { $0 / power.squareRoot() }
    }
  }

  private static var chords: [Chord] {
    (0..<12).flatMap { root in [4, 3].map { Chord(root: root, third: $0) } }
  }
}
