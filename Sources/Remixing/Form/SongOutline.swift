import Audio
import BeatTracking
import Glibc

/// What the form of a remix needs to know of its song, unit by unit of a few bars.
struct SongOutline {
  let unitSeconds: Double
  /// At least 1.
  let unitCount: Int
  let endSeconds: Double
  /// Of each unit, 0 for the song's loudest places, 1 for its quietest.
  let quietness: [Double]
  private let sections: [Section]

  /// A place this many decibels under the song's usual level is quiet whatever else the song does.
  private static let quietDB = 9.0
  /// How much the level itself counts; the rest is the place among the song's own levels.
  private static let levelWeight = 0.65
  /// Units from a border at which a part still starts with it.
  private static let borderReach = 0.8

  init(analysis: SongAnalysis, cells: BeatCells, unitSeconds: Double) {
    self.unitSeconds = unitSeconds
    sections = analysis.sections.filter { $0.endSeconds > $0.startSeconds }
    endSeconds = analysis.durationSeconds
    unitCount = max(Int((endSeconds / unitSeconds).rounded()), 1)
    let usual = Double(cells.usualLevel)
    let levels = (0..<unitCount).map { unit in
      Double(cells.level(fromSeconds: Double(unit) * unitSeconds, toSeconds: Double(unit + 1) * unitSeconds))
    }
    let sorted = levels.sorted()
    quietness = levels.map { level in
      guard usual > 0, level > 0 else { return usual > 0 ? 1 : 0 }
      let under = min(max(-Decibels.decibels(fromGain: level / usual) / Self.quietDB, 0), 1)
      let louder = sorted.count { $0 > level * 1.01 }
      let place = Double(louder) / Double(max(sorted.count - 1, 1))
      // Where all is equally loud, a place among equals says little.
      return Self.levelWeight * under + (1 - Self.levelWeight) * place * min(2 * under + 0.3, 1)
    }
  }

  /// Where the song is in its unit, round after round: with the section that starts about there, if one does.
  func start(ofUnit unit: Int) -> Double {
    let even = Double(unit % unitCount) * unitSeconds
    guard let border = nearestBorder(to: even) else { return even }
    return border.startSeconds
  }

  /// How clearly a section starts with a unit, 0...1.
  func borderClarity(ofUnit unit: Int) -> Double {
    let even = Double(unit % unitCount) * unitSeconds
    guard let border = nearestBorder(to: even) else { return 0 }
    let distance = (border.startSeconds - even) / (Self.borderReach * unitSeconds)
    return (0.4 + 0.6 * border.borderConfidence) * exp(-2 * distance * distance)
  }

  /// Whether the song's loudest part that comes back starts with a unit.
  func isClimax(unit: Int) -> Bool {
    nearestBorder(to: Double(unit % unitCount) * unitSeconds)?.isDropCandidate ?? false
  }

  func label(atSeconds seconds: Double) -> String {
    (sections.last { $0.startSeconds <= seconds } ?? sections.first)?.label ?? "A"
  }

  private func nearestBorder(to seconds: Double) -> Section? {
    let nearest = sections.min { abs($0.startSeconds - seconds) < abs($1.startSeconds - seconds) }
    guard let nearest, abs(nearest.startSeconds - seconds) <= Self.borderReach * unitSeconds else { return nil }
    return nearest
  }
}
