/// Finds bars of a drum pattern that can be played as they are written, but were hardly meant so.
///
/// Bars may have any number of steps beside each other: eighths, triplets and a roll in thirty-seconds are music. How the
/// steps are grouped tells of those that are a slip.
enum StepSlips {
  struct Slip: Equatable {
    /// The row's place in the pattern.
    var row: Int
    var message: String
  }

  /// One for each row at most.
  static func slips(in rows: [(name: String, row: DrumRow)]) -> [Slip] {
    rows.indices.compactMap { index in
      let others = rows.indices.filter { $0 != index }.map { rows[$0].row }
      let (name, row) = rows[index]
      let message =
        lostGroup(in: row, name: name, others: others) ?? lostHalf(in: row, name: name)
        ?? lostBarLine(in: row, name: name, others: others)
      return message.map { Slip(row: index, message: $0) }
    }
  }

  /// Twelve steps written as three groups of four, beside bars of sixteen.
  private static func lostGroup(in row: DrumRow, name: String, others: [DrumRow]) -> String? {
    let counts = (others + [row]).flatMap { $0.notations.map(\.stepCount) }
    guard let usual = counts.first(where: { $0 >= 8 && isPowerOfTwo($0) }) else { return nil }
    for (index, bar) in row.notations.enumerated() {
      guard bar.stepCount.isMultiple(of: 3), bar.groups.count > 1, bar.groups.allSatisfy({ $0 == 4 }) else { continue }
      return "bar \(index + 1) of \(name) has \(bar.stepCount) steps in groups of four, and others have \(usual): "
        + "they are played as triplets, and groups of three would say so"
    }
    return nil
  }

  /// Two groups of four behind a bar of four groups.
  private static func lostHalf(in row: DrumRow, name: String) -> String? {
    for index in row.notations.indices.dropFirst() {
      let (before, bar) = (row.notations[index - 1], row.notations[index])
      guard before.stepCount == 16, bar.stepCount == 8, before.groups == [4, 4, 4, 4], bar.groups == [4, 4] else {
        continue
      }
      return "bar \(index + 1) of \(name) has 8 steps and the bar before 16: they are played half as fast"
    }
    return nil
  }

  /// Thirty-two steps that need not be so many, where the other rows have two bars of sixteen.
  private static func lostBarLine(in row: DrumRow, name: String, others: [DrumRow]) -> String? {
    guard row.bars == 1, let bar = row.notations.first, !bar.needsAllSteps, bar.groups.count > 4 else { return nil }
    let isHalf = { (other: DrumRow) in other.notations.allSatisfy { 2 * $0.stepCount == bar.stepCount } }
    guard !others.isEmpty, others.allSatisfy(isHalf), others.contains(where: { $0.bars == 2 }) else { return nil }
    return "\(name) has \(bar.stepCount) steps in one bar, and the other rows \(bar.stepCount / 2): "
      + "expected a '|' in the middle"
  }

  private static func isPowerOfTwo(_ count: Int) -> Bool { count & (count - 1) == 0 }
}
