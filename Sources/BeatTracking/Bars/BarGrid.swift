import Glibc

/// Which beats open a bar.
struct BarGrid {
  let beats: [Double]
  /// Indices into `beats`.
  let downbeatIndices: [Int]
  let beatsPerBar: Int

  var downbeats: [Double] { downbeatIndices.map { beats[$0] } }

  init(beats grid: BeatGrid, onsets: OnsetStrength, song: SongFeatures) {
    beats = grid.beats
    let accents = BarAccents(beats: grid.beats, onsets: onsets, song: song)
    var best = (score: -Float.infinity, length: 4, phase: 0)
    for length in [4, 3] {
      for phase in 0..<length {
        let score = accents.contrast(length: length, phase: phase) - (length == 4 ? 0 : 0.1)
        if grid.confidence > 0, score > best.score { best = (score, length, phase) }
      }
    }
    beatsPerBar = best.length
    downbeatIndices = Array(stride(from: min(best.phase, beats.count - 1), to: beats.count, by: best.length))
  }
}

/// What tells a downbeat from other beats: a new chord, a new bass note, a kick, no snare.
struct BarAccents {
  /// Shape: beats; zero mean, unit variance over the song.
  let strength: [Float]

  init(beats: [Double], onsets: OnsetStrength, song: SongFeatures) {
    let frames = beats.map { Int(($0 * FeatureExtractor.frameRate).rounded()) }
    let change = Self.standardised(HarmonicChange.at(frames, of: song.chroma, stride: song.chromaStride))
    let bass = Self.standardised(HarmonicChange.at(frames, of: song.bassChroma, stride: song.chromaStride))
    let low = Self.standardised(frames.map { Self.peak(onsets.low, near: $0) })
    let high = Self.standardised(frames.map { Self.peak(onsets.high, near: $0) })
    strength = frames.indices.map { change[$0] + bass[$0] + 0.5 * low[$0] - 0.3 * high[$0] }
  }

  /// The mean strength of every `length`-th beat from `phase` on over that of the others.
  func contrast(length: Int, phase: Int) -> Float {
    var (on, off) = ((sum: Float(0), count: Float(0)), (sum: Float(0), count: Float(0)))
    for (index, value) in strength.enumerated() {
      if index % length == phase {
        on = (on.sum + value, on.count + 1)
      } else {
        off = (off.sum + value, off.count + 1)
      }
    }
    return on.sum / max(on.count, 1) - off.sum / max(off.count, 1)
  }

  private static func peak(_ values: [Float], near frame: Int) -> Float {
    var best: Float = 0
    for near in max(frame - 3, 0)..<min(frame + 4, values.count) { best = max(best, values[near]) }
    return best
  }

  private static func standardised(_ values: [Float]) -> [Float] {
    let count = Float(max(values.count, 1))
    let mean = values.reduce(0, +) / count
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    let scale = variance > 1e-9 ? 1 / variance.squareRoot() : 0
    return values.map { ($0 - mean) * scale }
  }
}

/// How much the harmony after a beat differs from that before it.
enum HarmonicChange {
  /// One minus the cosine similarity of the mean chroma of the beat interval after each frame and of the one before it.
  static func at(_ frames: [Int], of chroma: [[Float]], stride: Int) -> [Float] {
    let means = frames.indices.map { index -> [Float] in
      let end = index + 1 < frames.count ? frames[index + 1] : chroma.count * stride
      return Chroma.mean(of: chroma, from: frames[index] / stride + 1, to: end / stride)
    }
    return frames.indices.map { index in
      index == 0 ? 0 : 1 - Chroma.similarity(means[index - 1], means[index])
    }
  }
}
