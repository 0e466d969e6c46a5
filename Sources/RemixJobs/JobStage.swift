import AudioFiles

/// The stages of a job, in order; no job has them all.
package enum JobStage: UInt32, Codable, CaseIterable, Sendable {
  case reading
  case readingSamples
  case listening
  case planning
  case rendering
  case mastering
  case encoding
  case exporting

  /// What a person is shown.
  package var name: String {
    switch self {
    case .reading: "reading"
    case .readingSamples: "reading the samples"
    case .listening: "listening"
    case .planning: "planning"
    case .rendering: "rendering"
    case .mastering: "mastering"
    case .encoding: "encoding"
    case .exporting: "exporting"
    }
  }
}

/// The stages that a job goes through, and what share of its time each takes.
struct JobCourse {
  /// Seconds for a song of four minutes, measured; only the progress display depends on it.
  private let costs: [(stage: JobStage, seconds: Double)]

  init(to products: [Product]) {
    var costs: [(stage: JobStage, seconds: Double)] = [(.reading, 0.03), (.listening, 0.6)]
    var exports = 0.0
    for product in products {
      switch product {
      case .remix(let format):
        costs += [
          (.planning, 0.03), (.rendering, 0.7), (.mastering, 0.3), (.encoding, Self.isMP3(format) ? 1.35 : 0.5),
        ]
      case .plan: costs.append((.planning, 0.03))
      case .report, .recipe, .events: break
      case .clickTrack(let format): exports += Self.isMP3(format) ? 2.5 : 0.5
      case .stem: exports += 0.6
      case .picture, .arrangement: exports += 0.3
      case .waveforms: exports += 0.05
      }
    }
    if exports > 0 { costs.append((.exporting, exports)) }
    self.costs = costs
  }

  private static func isMP3(_ format: SongFormat) -> Bool {
    if case .mp3 = format { true } else { false }
  }

  /// How much of the whole job is over when `share` of `stage` is, from 0 to 1.
  func fractionDone(_ share: Double, of stage: JobStage) -> Double {
    let total = costs.reduce(0) { $0 + $1.seconds }
    let before = costs.reduce(0) { $0 + ($1.stage.rawValue < stage.rawValue ? $1.seconds : 0) }
    let here = costs.first { $0.stage == stage }?.seconds ?? 0
    return min(1, (before + share * here) / total)
  }
}
