/// The song's sections: what repeats, what contrasts, and how loud it is.
struct Form {
  let sections: [Section]
  /// Places in seconds where a section might start too, the likeliest first.
  let rejectedBorders: [Candidate<Double>]

  init(bars grid: BarGrid, song: SongFeatures, tuningCents: Double, durationSeconds: Double) {
    let bars = FormBars(downbeats: grid.downbeats, durationSeconds: durationSeconds)
    let channels = BarChannels(bars: bars, song: song, tuningCents: tuningCents)
    let distances = BarDistances(channels, reach: FormPartition.longestSection)
    let repetitions = RepetitionStarts.all(in: distances)
    let partition = FormPartition(distances, repetitions: repetitions, borders: bars.borders)
    let parts = zip(partition.cuts, partition.cuts.dropFirst()).map { $0..<$1 }
    let labels = SectionLabels.labels(of: parts, in: distances)
    let frames = bars.frames(dividedBy: 1, frameCount: song.frameCount)
    let borders = FormBorders(
      partition: partition, repetitions: repetitions, distances: distances, bars: bars,
      powers: zip(frames, frames.dropFirst()).map { Self.power(song.level, in: $0..<$1) })
    let powers = parts.map { Self.power(song.level, in: frames[$0.lowerBound]..<frames[$0.upperBound]) }
    var sections: [Section] = []
    let loudest = powers.max() ?? 0
    for (index, part) in parts.enumerated() {
      let (label, power) = (labels[index], powers[index])
      var section = Section(
        startSeconds: bars.borders[part.lowerBound], endSeconds: bars.borders[part.upperBound], label: label.name,
        energy: loudest > 0 ? Double((power / loudest).squareRoot()) : 0)
      section.energyRank = 1 + powers.count { $0 > power }
      if index > 0 { section.border = borders.border(at: index) }
      section.resemblance = label.nearest.map { nearest in
        SectionResemblance(
          startSeconds: bars.borders[parts[nearest].lowerBound], label: labels[nearest].name, likeness: label.likeness)
      }
      sections.append(section)
    }
    rejectedBorders = borders.rejected
    self.sections = Self.withDropCandidates(sections)
  }

  /// Marks the loudest label among those that come back, or among all if none does.
  private static func withDropCandidates(_ sections: [Section]) -> [Section] {
    let repeated = sections.filter { section in sections.count { $0.label == section.label } > 1 }
    let candidates = repeated.isEmpty ? sections : repeated
    let loudness = candidates.map { candidate in
      let same = candidates.filter { $0.label == candidate.label }
      return same.reduce(0) { $0 + $1.energy * $1.energy * ($1.endSeconds - $1.startSeconds) }
        / max(same.reduce(0) { $0 + $1.endSeconds - $1.startSeconds }, 1e-9)
    }
    guard let best = loudness.indices.max(by: { loudness[$0] < loudness[$1] }) else { return sections }
    return sections.map { section in
      var section = section
      section.isDropCandidate = section.label == candidates[best].label
      return section
    }
  }

  private static func power(_ level: [Float], in range: Range<Int>) -> Float {
    range.isEmpty ? 0 : level[range].reduce(0, +) / Float(range.count)
  }
}
