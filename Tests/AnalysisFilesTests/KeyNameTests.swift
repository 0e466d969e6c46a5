import AnalysisFiles
import BeatTracking
import Testing

struct KeyNameTests {
  @Test(
    arguments: zip(
      [
        "F# minor", "f#m", "Gb minor", "gbMIN", "F♯ Minor", "G♭m", "Abm", "g# min", "A:minor", "am", "AM", "a", "Bb",
        "bb major", "b", "Bm", "Cb maj", "E#m", "  D  major ",
      ],
      [
        "F# minor", "F# minor", "F# minor", "F# minor", "F# minor", "F# minor", "G# minor", "G# minor", "A minor",
        "A minor", "A major", "A major", "Bb major", "Bb major", "B major", "B minor", "B major", "F minor", "D major",
      ]))
  func `a key is understood in any usual spelling`(text: String, name: String) {
    #expect(Key(spelled: text)?.description == name)
  }

  @Test(arguments: ["", "H", "Hm", "C dorian", "F##", "8A", "minor", "♯", "Amm", "C majorr"])
  func `what is no key is refused`(text: String) {
    #expect(Key(spelled: text) == nil)
  }
}
