/// Musical time, counted so that halves and thirds of a sixteenth are whole.
package enum Ticks {
  package static let perBeat = 48
  package static let beatsPerBar = 4
  package static let perBar = perBeat * beatsPerBar
  package static let perSixteenth = perBeat / 4
}
