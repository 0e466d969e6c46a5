import AnalysisFiles
import Testing

struct BeatsFileTests {
  private func read(_ text: String, songSeconds: Double = 100) throws -> (beats: [Double], downbeats: [Double]?) {
    try BeatsFile(Array(text.utf8)).within(durationSeconds: songSeconds)
  }

  @Test func `times alone are beats, and tell nothing of bars`() throws {
    let read = try read("0.5\n1.0\r\n\n# a comment\n1.5")
    #expect(read.beats == [0.5, 1, 1.5] && read.downbeats == nil)
  }

  @Test(arguments: ["0.5\t1\n1.0\t2\n1.5\t1\n", "0.5 1\n1.0 2\n1.5 1", "5e-1 1.0e+00\n1.0 2.0\n1.5 1.0\n"])
  func `a second number is the place in the bar`(text: String) throws {
    let read = try read(text)
    #expect(read.beats == [0.5, 1, 1.5])
    #expect(read.downbeats == [0.5, 1.5])
  }

  @Test(
    arguments: zip(
      ["1", "1.1", "3.1", "1 (drop)", "Downbeat", "2", "1.2", "10", "", "beat", "snare 1"],
      [true, true, true, true, true, false, false, false, false, false, false]))
  func `Audacity's labels mark downbeats`(label: String, isDownbeat: Bool) throws {
    let read = try read("0.5\t0.6\t\(label)\n\\\t100.0\t200.0\n1.0\t1.0\tx\n")
    #expect(read.beats == [0.5, 1])
    #expect(read.downbeats == (isDownbeat ? [0.5] : nil))
  }

  @Test func `JSON has beats and downbeats`() throws {
    let read = try read(#"{"beats": [0.5, 1, 1.5], "downbeats": [1.0001]}"#)
    #expect(read.beats == [0.5, 1, 1.5] && read.downbeats == [1])
  }

  @Test(arguments: [
    ("", "no beats"), (" \n\t\n", "no beats"), ("# nothing\n", "no beats"), ("1.0\n", "fewer than two"),
    ("1\n2\nx\n", #"line 3: "x""#), ("1\n\n1\n", "line 3: 1.0 s does not come after 1.0 s"), ("2\n1\n", "line 2"),
    ("1\n1.01\n", "line 2: less than 0.05 s"), ("-1\n2\n", "line 1: -1.0 s is before"), ("nan\n1\n", "line 1"),
    ("1\ninf\n", "line 2"), ("0x10\n20\n", "line 1"), ("1 1\n2 0\n", #"line 2: "0""#), ("1 1.5\n", #"line 1: "1.5""#),
    ("1 1 1\n", "line 1"), ("1,5\n", "line 1"), ("1\n1e999\n", "line 2"),
    ("1\n2\n101\n", "line 3: the beat at 101.0 s"),
    ("{", "JSON"), ("[1, 2]", "JSON"), (#"{"beats": ["a"]}"#, "JSON"),
    (#"{"beats": [1, 3], "downbeats": [2]}"#, "entry 1"),
    (#"{"beats": [2, 1]}"#, "entry 2"), (String(repeating: "[", count: 100_000), "JSON"), ("RIFF\0\0", "not text"),
    ("1\n2\n\u{1B}[2J", "not text"),
  ])
  func `a bad file is refused in one line that says where`(text: String, words: String) {
    do {
      _ = try read(text)
      Issue.record("\(text) was read")
    } catch {
      let message = "\(error)"
      #expect(message.contains(words) && !message.contains("\n") && message.count < 200)
    }
  }

  @Test func `a beat just after the end is a matter of decoders, and left out`() throws {
    #expect(try read("98\n99\n100.02\n").beats == [98, 99])
  }

  @Test func `a huge file is refused, and any bytes are survived`() {
    #expect(throws: BeatsFileError.tooLarge) {
      try BeatsFile([UInt8](repeating: UInt8(ascii: "1"), count: BeatsFile.byteLimit + 1))
    }
    var state: UInt32 = 1
    for _ in 0..<2_000 {
      let alphabet = Array("0123456789.\t\n -+eE1{}[]\":,\\#beats\u{E9}".utf8)
      let bytes = (0..<64).map { _ -> UInt8 in
        state = state &* 1_664_525 &+ 1_013_904_223
        return alphabet[Int(state >> 8) % alphabet.count]
      }
      _ = try? BeatsFile(bytes)
    }
  }
}
