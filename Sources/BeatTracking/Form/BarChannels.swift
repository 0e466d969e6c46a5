/// What each bar sounds like: its chords, bass line, timbre and rhythm, each a channel of vectors.
struct BarChannels {
  /// One kind of evidence: a vector per bar.
  struct Channel {
    let width: Int
    /// Shape: bars x width.
    let values: [Float]

    /// The squared distance of two bars' vectors.
    func distance(_ first: Int, _ second: Int) -> Float {
      var sum = SIMD4<Float>()
      let (a, b) = (first * width, second * width)
      for index in stride(from: 0, to: width, by: 4) {
        let difference =
          SIMD4(values[a + index], values[a + index + 1], values[a + index + 2], values[a + index + 3])
          - SIMD4(values[b + index], values[b + index + 1], values[b + index + 2], values[b + index + 3])
        sum += difference * difference
      }
      return sum.sum()
    }
  }

  let barCount: Int
  let channels: [Channel]

  /// Chords change on beats: their order within the bar counts.
  private static let chordsPerBar = 4
  /// The rhythm's resolution: eighth notes of a bar of four.
  private static let stepsPerBar = 8
  /// Onsets count for the step up to this many frames away.
  private static let onsetReach = 4

  init(bars: FormBars, song: SongFeatures, tuningCents: Double) {
    barCount = bars.count
    let quarters = bars.frames(dividedBy: Self.chordsPerBar, frameCount: song.frameCount)
    let steps = bars.frames(dividedBy: Self.stepsPerBar, frameCount: song.frameCount)
    let whole = bars.frames(dividedBy: 1, frameCount: song.frameCount)
    channels = [
      Self.chords(of: quarters, song: song, tuningCents: tuningCents),
      Self.bass(of: quarters, song: song),
      Self.timbre(of: whole, song: song),
      Self.rhythm(of: steps, song: song),
    ]
  }

  private static func chords(of frames: [Int], song: SongFeatures, tuningCents: Double) -> Channel {
    normalised(
      parts(of: frames, stride: song.chromaStride).flatMap {
        Chroma.pitchClasses(of: Chroma.mean(of: song.chroma, from: $0, to: $1), tuningCents: tuningCents)
      }, width: 12 * chordsPerBar)
  }

  private static func bass(of frames: [Int], song: SongFeatures) -> Channel {
    normalised(
      parts(of: frames, stride: song.chromaStride).flatMap {
        let mean = Chroma.mean(of: song.bassChroma, from: $0, to: $1)
        return mean.isEmpty ? [Float](repeating: 0, count: 12) : mean
      }, width: 12 * chordsPerBar)
  }

  private static func timbre(of frames: [Int], song: SongFeatures) -> Channel {
    let width = (song.timbre.count + 3) / 4 * 4
    var values = [Float](repeating: 0, count: (frames.count - 1) * width)
    for (band, column) in song.timbre.enumerated() {
      for (bar, (start, end)) in zip(frames, frames.dropFirst()).enumerated() where end > start {
        values[bar * width + band] = column[start..<end].reduce(0, +) / Float(end - start)
      }
    }
    // The level, the mean of all bands, counts twice: parts of a song differ in it most.
    for start in stride(from: 0, to: values.count, by: width) {
      let bands = start..<start + song.timbre.count
      let mean = values[bands].reduce(0, +) / Float(bands.count)
      for index in bands { values[index] += mean }
    }
    return Channel(width: width, values: values)
  }

  /// The strongest onset in each zone near each step; the square root keeps weak ones audible beside strong ones.
  private static func rhythm(of frames: [Int], song: SongFeatures) -> Channel {
    let steps = frames.dropLast()
    var values: [Float] = []
    for frame in steps {
      let near = max(frame - onsetReach + 1, 0)..<max(min(frame + onsetReach + 1, song.frameCount), 0)
      for zone in song.flux {
        values.append(near.isEmpty ? 0 : (zone[near].max() ?? 0).squareRoot())
      }
    }
    return normalised(values, width: stepsPerBar * song.flux.count)
  }

  /// Ranges of chroma columns between neighbouring frames.
  private static func parts(of frames: [Int], stride: Int) -> [(Int, Int)] {
    zip(frames, frames.dropFirst()).map { (($0 + stride - 1) / stride, ($1 + stride - 1) / stride) }
  }

  /// Vectors of length 1, or 0.
  private static func normalised(_ values: [Float], width: Int) -> Channel {
    var values = values
    for start in stride(from: 0, to: values.count, by: width) {
      let power = values[start..<start + width].reduce(0) { $0 + $1 * $1 }
      guard power > 1e-12 else { continue }
      let scale = 1 / power.squareRoot()
      for index in start..<start + width { values[index] *= scale }
    }
    return Channel(width: width, values: values)
  }
}
