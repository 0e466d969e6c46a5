import Audio
import Fixtures
import Foundation
import Testing

@Suite(.serialized)
struct NamesAndPlacesTests {
  @Test func `a name with a newline works and is told in one line`() throws {
    let folder = try TemporaryFolder()
    let song = try Songs.clicks(in: folder, name: "two\nlines.wav")
    let run = try Program.run([song, "-o", folder.path("re\nmix.mp3")], in: folder)
    #expect(run.status == 0)
    #expect(folder.names == ["re\nmix.mp3", "two\nlines.wav"])
    let missing = try Program.run([folder.path("no\nsuch.wav"), "-o", folder.path("x.mp3"), "-q"], in: folder)
    #expect(missing.status == 66)
    #expect(missing.errors.split(separator: "\n").count == 1 && missing.errors.contains("no\\nsuch.wav"))
  }

  @Test func `a name that is no UTF-8 works`() throws {
    let folder = try TemporaryFolder()
    let song = try Songs.clicks(in: folder)
    // A shell makes the names, because strings here cannot hold them.
    let script = """
      cd '\(folder.url.path)' && cp '\(song)' "$(printf 'caf\\351.wav')" &&
      '\(Program.path)' "$(printf 'caf\\351.wav')" -o "$(printf 'out\\377.mp3')" -q && test -s "$(printf 'out\\377.mp3')"
      """
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    shell.arguments = ["-c", script]
    try shell.run()
    shell.waitUntilExit()
    #expect(shell.terminationStatus == 0)
  }

  @Test func `an output that cannot be created is refused before any work`() throws {
    let folder = try TemporaryFolder()
    let song = try Songs.clicks(in: folder)
    for (output, word) in [
      (folder.path("missing/out.mp3"), "missing/out.mp3"), (folder.url.path, "folder"), (song + "/out.mp3", "out.mp3"),
    ] {
      let run = try Program.run([song, "-o", output], in: folder)
      #expect(run.status == 73)
      #expect(run.errors.split(separator: "\n").count == 1 && run.errors.contains(word), "\(run.errors)")
    }
    #expect(folder.names == ["clicks.wav"])
  }

  @Test func `a folder that may not be written to is refused, and an input that may not be read`() throws {
    let folder = try TemporaryFolder()
    let song = try Songs.clicks(in: folder)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.url.path)
    let isRoot = getuid() == 0
    if !isRoot { try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.url.path) }
    let run = try Program.run([song, "-o", folder.path("out.mp3"), "-q"], in: folder, asNobody: isRoot)
    #expect(run.status == 73 && run.complaints.count == 1, "\(run.errors)")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.url.path)
    try FileManager.default.setAttributes([.posixPermissions: 0o000], ofItemAtPath: song)
    let unreadable = try Program.run([song, "-o", "-", "-q"], in: folder, asNobody: isRoot)
    #expect(unreadable.status == 66 && unreadable.complaints.count == 1, "\(unreadable.errors)")
  }

  @Test func `an existing output stays unless -y is given`() throws {
    let folder = try TemporaryFolder()
    let song = try Songs.clicks(in: folder)
    let output = folder.path("out.mp3")
    try Data("precious".utf8).write(to: URL(fileURLWithPath: output))
    for flags in [[], ["-n"], ["-y", "-n"]] {
      let run = try Program.run([song, "-o", output, "-q"] + flags, in: folder)
      #expect(run.status == 73 && run.errors.contains("-y"))
      #expect(try Data(contentsOf: URL(fileURLWithPath: output)) == Data("precious".utf8))
    }
    #expect(try Program.run([song, "-o", output, "-q", "-y"], in: folder).status == 0)
    #expect(try FixtureFile.decoded(output).count > 0)
    #expect(folder.names == ["clicks.wav", "out.mp3"])
  }

  @Test func `a link to an output is followed and stays a link`() throws {
    let folder = try TemporaryFolder()
    let song = try Songs.clicks(in: folder)
    try Data().write(to: URL(fileURLWithPath: folder.path("real.mp3")))
    try FileManager.default.createSymbolicLink(atPath: folder.path("link.mp3"), withDestinationPath: "real.mp3")
    #expect(try Program.run([song, "-o", folder.path("link.mp3"), "-q", "-y"], in: folder).status == 0)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("link.mp3")) == "real.mp3")
    #expect(try FixtureFile.decoded(folder.path("real.mp3")).count > 0)
  }

  @Test func `standard input and output give the same bytes as files`() throws {
    let folder = try TemporaryFolder()
    let song = try Songs.clicks(in: folder)
    #expect(try Program.run([song, "-o", folder.path("out.mp3"), "-q"], in: folder).status == 0)
    let file = try Data(contentsOf: URL(fileURLWithPath: folder.path("out.mp3")))
    #expect(try Program.run([song, "-o", "-", "-q"], in: folder).output == file)
    let piped = try Program.run(["-", "-o", "-", "-q"], in: folder, input: song)
    #expect(piped.status == 0)
    // Standard input has no name to make a title of: the tags differ, the music does not.
    try piped.output.write(to: URL(fileURLWithPath: folder.path("piped.mp3")))
    #expect(try FixtureFile.decoded(folder.path("piped.mp3")) == FixtureFile.decoded(folder.path("out.mp3")))
  }

  @Test func `an input that cannot seek works`() throws {
    let folder = try TemporaryFolder()
    let song = try Songs.clicks(in: folder)
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    shell.arguments = ["-c", "cat '\(song)' | '\(Program.path)' - -o '\(folder.path("out.mp3"))' -q"]
    try shell.run()
    shell.waitUntilExit()
    #expect(shell.terminationStatus == 0)
    #expect(try FixtureFile.decoded(folder.path("out.mp3")).count > 0)
  }

  @Test(arguments: [
    // Appending, closed standard streams, a reader that goes away, a limit on the size of files.
    ("'$P' analyze '$S' -q >> '$O'", Int32(0)),
    ("'$P' '$S' -o '$O' <&- >&- 2>&- && '$P' analyze '$O' -q > /dev/null", 0),
    ("'$P' '$S' -o - -q | head -c 10 > '$O'", 0),
    ("ulimit -f 40; '$P' '$S' -o '$O' -q --log-level critical", 70),
    ("trap '' CHLD; '$P' '$S' -o '$O' -q", 0),
  ])
  func `the program copes with what a shell can do to it`(_ script: String, _ status: Int32) throws {
    let folder = try TemporaryFolder()
    let song = try Songs.clicks(in: folder)
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    let names = ["$P": Program.path, "$S": song, "$O": folder.path("out.mp3")]
    shell.arguments = ["-c", names.reduce(script) { $0.replacingOccurrences(of: $1.key, with: $1.value) }]
    shell.standardError = FileHandle.nullDevice
    try shell.run()
    shell.waitUntilExit()
    #expect(shell.terminationStatus == status)
    #expect(FileManager.default.fileExists(atPath: folder.path("out.mp3")) == (status == 0))
  }

  @Test func `nothing is written over the song`() throws {
    let folder = try TemporaryFolder()
    let song = try Songs.clicks(in: folder)
    let before = try Data(contentsOf: URL(fileURLWithPath: song))
    let output = folder.path("out.mp3")
    try FileManager.default.createSymbolicLink(atPath: folder.path("link.mp3"), withDestinationPath: "clicks.wav")
    for (arguments, status) in [
      ([song, "-o", output, "--log", song], Int32(64)), ([song, "-o", output, "--log", output], 64),
      ([song, "-o", folder.path("link.mp3"), "-y"], 73), (["analyze", song, "--json", song, "-y"], 73),
      ([song, "-o", output + "/"], 73),
    ] {
      let run = try Program.run(arguments, in: folder)
      #expect(run.status == status && run.complaints.count == 1, "\(run.errors)")
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: song)) == before)
    #expect(folder.names == ["clicks.wav", "link.mp3"])
  }

  @Test func `a full disk is an I/O error`() throws {
    let folder = try TemporaryFolder()
    let song = try Songs.clicks(in: folder)
    let run = try Program.run([song, "-o", "/dev/full", "-q"], in: folder)
    #expect(run.status == 74 && run.complaints.count == 1 && run.errors.contains("/dev/full"), "\(run.errors)")
    #expect(try Program.run([song, "-o", "/dev/null", "-q"], in: folder).status == 0)
  }

  @Test func `a song above the limits is refused with the option that raises them`() throws {
    let folder = try TemporaryFolder()
    let song = try Songs.clicks(in: folder)
    let long = try Program.run([song, "-o", folder.path("x.mp3"), "-q", "--max-minutes", "0.1"], in: folder)
    #expect(long.status == 65 && long.errors.contains("--max-minutes"))
    let big = try Program.run([song, "-o", folder.path("x.mp3"), "-q", "--max-bytes", "1000"], in: folder)
    #expect(big.status == 65 && big.errors.contains("--max-bytes"))
    let bigPipe = try Program.run(["-", "-o", "-", "-q", "--max-bytes", "1000"], in: folder, input: song)
    #expect(bigPipe.status == 65)
    #expect(folder.names == ["clicks.wav"])
  }
}
