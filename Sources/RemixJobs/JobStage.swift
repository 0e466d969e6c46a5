/// The stages of a job, in order.
package enum JobStage: UInt32, Codable, CaseIterable, Sendable {
  case reading
  case listening
  case planning
  case rendering
  case mastering
  case encoding

  /// What a person is shown.
  package var name: String {
    switch self {
    case .reading: "reading"
    case .listening: "listening"
    case .planning: "planning"
    case .rendering: "rendering"
    case .mastering: "mastering"
    case .encoding: "encoding"
    }
  }

  /// The part of a whole remix's time that is over when this stage starts, from 0 to 1.
  ///
  /// Measured on four-minute songs; only the progress display depends on it.
  var start: Double {
    switch self {
    case .reading: 0
    case .listening: 0.01
    case .planning: 0.2
    case .rendering: 0.21
    case .mastering: 0.45
    case .encoding: 0.55
    }
  }

  var end: Double {
    JobStage(rawValue: rawValue + 1)?.start ?? 1
  }
}
