/// What a worker is told of a piece: one number of a task.
struct PieceTask {
  let patience: Int
  /// Whether peaks are lowered in it, as far as they were when all pieces were begun.
  let isRelieved: Bool

  init(patience: Int, isRelieved: Bool) {
    self.patience = patience
    self.isRelieved = isRelieved
  }

  init(argument: UInt64) {
    patience = Int(argument >> 1)
    isRelieved = argument & 1 == 1
  }

  var argument: UInt64 { UInt64(patience) << 1 | (isRelieved ? 1 : 0) }
}

/// What a worker is told of a stretch: one number of a task.
struct StretchTask {
  let changed: Range<Int>
  let patience: Int

  init(changed: Range<Int>, patience: Int) {
    precondition(changed.count < 1 << 24 && patience < 1 << 8, "fits in the number")
    self.changed = changed
    self.patience = patience
  }

  init(argument: UInt64) {
    let first = Int(argument >> 32)
    changed = first..<first + Int(argument >> 8 & 0xFF_FFFF)
    patience = Int(argument & 0xFF)
  }

  var argument: UInt64 {
    UInt64(changed.lowerBound) << 32 | UInt64(changed.count) << 8 | UInt64(patience)
  }
}
