import Glibc

/// Which beats open a bar.
struct BarGrid {
  /// Beat times in seconds.
  let beats: [Double]
  /// Indices into `beats`, rising.
  let downbeatIndices: [Int]
  let meter: Meter
  let candidates: [Candidate<Meter>]
  /// 0...1: how far the accents tell this place of the bar line from every other.
  let confidence: Double

  var downbeats: [Double] { downbeatIndices.map { beats[$0] } }
  var beatsPerBar: Int { meter.beatsPerBar }

  /// - Parameters:
  ///   - accents: Shape: beats.
  ///   - isCompound: Whether beats divide in three.
  init(beats: [Double], accents: [Float], isCompound: Bool) {
    let path = MeterPath(accents: accents)
    self.beats = beats
    downbeatIndices = path.downbeatIndices
    // Swing divides in three as well, in bars of four.
    func meter(_ beatsPerBar: Int) -> Meter {
      Meter(beatsPerBar: beatsPerBar, isCompound: isCompound && beatsPerBar == 2)
    }
    self.meter = meter(path.beatsPerBar)
    candidates = path.shares.map { Candidate(meter($0.beatsPerBar), score: $0.share) }
    confidence = path.confidence
  }

  /// Bars of four from the first beat on: all that can be said where nothing is heard.
  init(fours beats: [Double]) {
    self.beats = beats
    downbeatIndices = Array(stride(from: 0, to: beats.count, by: 4))
    meter = Meter(beatsPerBar: 4)
    candidates = [Candidate(meter, score: 0)]
    confidence = 0
  }
}
