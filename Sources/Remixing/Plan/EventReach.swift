/// How long the longest events of each kind are: how far before a segment its events may start.
package struct EventReach: Equatable, Sendable {
  package let slice: Int
  package let bassNote: Int
  package let padChord: Int
  package let effect: Int

  init(slices: [SourceSlice], bassNotes: [BassNote], padChords: [PadChord], effects: [EffectSweep]) {
    func longest(_ events: [some TimedEvent]) -> Int { events.reduce(0) { max($0, $1.output.count) } }
    slice = longest(slices)
    bassNote = longest(bassNotes)
    padChord = longest(padChords)
    effect = longest(effects)
  }
}
