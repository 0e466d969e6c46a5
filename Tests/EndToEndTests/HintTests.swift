import Fixtures
import Foundation
import Testing

@Suite(.serialized)
struct HintTests {
  private func analysis(_ arguments: [String], in folder: TemporaryFolder) throws -> AnalysisAnswer {
    let run = try Program.run(["analyze", "-q"] + arguments, in: folder)
    #expect(run.status == 0, "\(run.errors)")
    return try JSONDecoder().decode(AnalysisAnswer.self, from: run.output)
  }

  private func write(_ text: String, _ name: String, in folder: TemporaryFolder) throws -> String {
    try Data(text.utf8).write(to: URL(fileURLWithPath: folder.path(name)))
    return folder.path(name)
  }

  @Test func `what a run writes of beats is what the next one takes`() throws {
    let folder = try TemporaryFolder()
    let song = try Songs.clicks(in: folder)
    let heard = try analysis([song], in: folder)
    for option in ["--json", "--labels", "--beats-out", "--jams"] {
      let file = folder.path("beats" + option)
      #expect(try Program.run(["analyze", song, "-q", option, file], in: folder).status == 0)
      let given = try analysis([song, "--beats", file], in: folder)
      // Formats differ in the digits that they keep.
      for (one, other) in [(given.beats, heard.beats), (given.downbeats, heard.downbeats)] {
        #expect(one.count == other.count && zip(one, other).allSatisfy { abs($0 - $1) < 2e-4 }, "\(option)")
      }
    }
  }

  @Test func `beats come through a pipe, too, and a remix follows them`() throws {
    let folder = try TemporaryFolder()
    let song = try Songs.clicks(in: folder)
    let beats = try write((0..<13).map { "\(0.1 + 0.75 * Double($0)) \($0 % 3 + 1)\n" }.joined(), "b", in: folder)
    let run = try Program.run(["analyze", song, "-q", "--beats", "-"], in: folder, input: beats)
    let given = try JSONDecoder().decode(AnalysisAnswer.self, from: run.output)
    #expect(abs(given.bpm - 80) < 0.01 && given.beats.count == 13 && given.downbeats.count == 5)
    let plain = try Program.run([song, "-o", "-", "-q"], in: folder).output
    let remix = try Program.run([song, "-o", "-", "-q", "--beats", beats], in: folder)
    #expect(remix.status == 0 && remix.output != plain)
  }

  @Test func `a given key is taken, whatever its spelling`() throws {
    let folder = try TemporaryFolder()
    let song = try Songs.clicks(in: folder)
    for name in ["F# minor", "gbm", "G\u{266D} Min"] {
      #expect(try analysis([song, "--key", name], in: folder).key == "F# minor")
    }
  }

  @Test func `beats are found without the network, too`() throws {
    let folder = try TemporaryFolder()
    let song = try Songs.clicks(in: folder)
    let (with, without) = (try analysis([song], in: folder), try analysis([song, "--no-network"], in: folder))
    #expect(abs(with.bpm / without.bpm - 1) < 0.001 && without.beats.count > 10)
  }

  @Test func `downbeats move by as many beats as asked`() throws {
    let folder = try TemporaryFolder()
    let song = try Songs.clicks(in: folder)
    let heard = try analysis([song], in: folder)
    let moved = try analysis([song, "--downbeat-offset", "-1"], in: folder)
    let place = { (answer: AnalysisAnswer) in
      answer.beats.firstIndex { abs($0 - (answer.downbeats.dropFirst().first ?? -1)) < 1e-9 } ?? 0
    }
    #expect(moved.beats == heard.beats && (place(heard) - place(moved) + 4) % 4 == 1)
  }

  @Test(arguments: [
    ("1\n2\nthree\n", "line 3: \"three\""), ("2\n1\n", "line 2"), ("", "no beats"),
    ("1\n2\n60\n", "line 3: the beat at 60"),
    ("RIFF\0\0\0\0", "not text"), ("{\"beats\": 1}", "JSON"), ("1\n", "fewer than two"),
  ])
  func `a bad file of beats is told with its name and place, and nothing is written`(
    text: String, words: String
  ) throws {
    let folder = try TemporaryFolder()
    let song = try Songs.clicks(in: folder)
    let beats = try write(text, "bad\nbeats", in: folder)
    for command in [["analyze", song, "--json", folder.path("out")], [song, "-o", folder.path("out.mp3")]] {
      let run = try Program.run(command + ["-q", "--beats", beats], in: folder)
      #expect(run.status == 65 && run.complaints.count == 1, "\(run.errors)")
      #expect(run.errors.contains(words) && run.errors.contains("bad\\nbeats"), "\(run.errors)")
      #expect(run.errors.split(separator: "\n").count == 1)
    }
    #expect(folder.names == ["bad\nbeats", "clicks.wav"])
  }

  @Test func `a file of beats that cannot be read has status 66`() throws {
    let folder = try TemporaryFolder()
    let song = try Songs.clicks(in: folder)
    for beats in [folder.path("missing"), folder.url.path] {
      let run = try Program.run(["analyze", song, "-q", "--beats", beats], in: folder)
      #expect(run.status == 66 && run.complaints.count == 1 && run.errors.contains("beats"), "\(run.errors)")
    }
    let endless = try Program.run(["analyze", song, "-q", "--beats", "/dev/zero"], in: folder)
    #expect(endless.status == 65 && endless.errors.contains("larger"), "\(endless.errors)")
  }

  @Test(arguments: [
    ["--bpm", "fast"], ["--bpm", "0"], ["--bpm", "nan"], ["--bpm", "100!!"], ["--bpm", "-120"], ["--key", "H"],
    ["--key", ""], ["--downbeat-offset", "1.5"], ["--downbeat-offset", "1000"], ["--bpm", "120", "--beats", "x"],
  ])
  func `hints that make no sense are wrong usage`(hints: [String]) throws {
    let folder = try TemporaryFolder()
    let song = try Songs.clicks(in: folder)
    #expect(try Program.run(["analyze", song, "-q"] + hints, in: folder).status == 64)
    #expect(try Program.run([song, "-o", folder.path("x.mp3"), "-q"] + hints, in: folder).status == 64)
  }

  @Test func `every kind of hint for the tempo is taken`() throws {
    let folder = try TemporaryFolder()
    let song = try Songs.clicks(in: folder)
    for tempo in ["120", "60", "174.5", "90!"] {
      #expect(try analysis([song, "--bpm", tempo], in: folder).beats.count > 1)
    }
  }
}
