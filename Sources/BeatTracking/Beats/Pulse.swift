/// How the onsets repeat at the beats found.
struct Pulse {
  /// How periodic the onsets are, after what chance alone would give: 0...1.
  let clarity: Double
  /// How much more onsets repeat at thirds of a beat than at halves; negative if less.
  let tripleness: Double

  init(frames: [Int], tempogram: Tempogram) {
    var (comb, triple) = (Float(0), Float(0))
    for (frame, next) in zip(frames, frames.dropFirst()) {
      let row = tempogram.row(atFrame: frame)
      comb += Tempogram.comb(row, period: next - frame)
      triple += Tempogram.tripleness(row, period: next - frame)
    }
    let count = Double(max(frames.count - 1, 1))
    // The best path through noise reaches 0.03, more in a short song.
    let chance = 0.03 + 0.25 / count.squareRoot()
    clarity = min(max((Double(comb) / count - chance) / 0.4, 0), 1)
    tripleness = Double(triple) / count
  }
}
