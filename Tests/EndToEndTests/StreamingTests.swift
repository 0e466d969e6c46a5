import Foundation
import Testing

/// A remix that goes through a pipe leaves while it is made.
@Suite(.serialized)
struct StreamingTests {
  /// A pipe with a name, held open so that nobody waits for the other end.
  private final class NamedPipe {
    let path: String
    private var descriptor: Int32

    init(in folder: TemporaryFolder) throws {
      path = folder.path("pipe.mp3")
      unsafe mkfifo(path, 0o600)
      descriptor = unsafe open(path, O_RDONLY | O_NONBLOCK)
      try #require(descriptor >= 0)
    }

    deinit { close() }

    func close() {
      if descriptor >= 0 { Glibc.close(descriptor) }
      descriptor = -1
    }

    /// Waits for `count` bytes; fewer once the writer is gone.
    func read(_ count: Int = .max) -> Data {
      var bytes = Data()
      var buffer = [UInt8](repeating: 0, count: 1 << 16)
      while bytes.count < count {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&entry, 1, 30_000) > 0 else { break }
        let added = unsafe Glibc.read(descriptor, &buffer, min(buffer.count, count - bytes.count))
        if added <= 0 { break }
        bytes += buffer[..<added]
      }
      return bytes
    }
  }

  private func start(_ pipe: NamedPipe, _ options: [String] = [], in folder: TemporaryFolder) throws -> Program.Running
  {
    try Program.start(
      [Songs.demo, "-o", pipe.path, "-q", "--jobs", "2", "--log-level", "critical"] + options, in: folder)
  }

  /// Where two streams differ.
  private func differences(_ one: Data, _ other: Data) -> [Int] {
    zip(one, other).enumerated().filter { $0.element.0 != $0.element.1 }.map(\.offset)
  }

  @Test func `a stream begins while the remix is made, and is the file but for a checksum`() throws {
    let folder = try TemporaryFolder()
    #expect(try Program.run([Songs.demo, "-o", folder.path("file.mp3"), "-q"], in: folder).status == 0)
    let file = try Data(contentsOf: URL(fileURLWithPath: folder.path("file.mp3")))
    let pipe = try NamedPipe(in: folder)
    let running = try start(pipe, in: folder)
    // Far more than the tags.
    let opening = pipe.read(40_000)
    #expect(ProcessTree(root: running.identifier).supervisor != nil, "all was done before the first byte left")
    let stream = opening + pipe.read()
    #expect(try running.finish().status == 0)
    #expect(stream.count == file.count)
    // The Info frame's last words: LAME's mark stands 120 bytes into it, the checksums 34 bytes later.
    let mark = try #require(file.range(of: Data("LAME3".utf8))).lowerBound
    #expect(differences(stream, file).allSatisfy { (mark - 160..<mark + 36).contains($0) })
    #expect((4...6).contains(differences(stream, file).count))
    try stream.write(to: URL(fileURLWithPath: folder.path("stream.mp3")))
    #expect(try ForeignProgram.run("mpg123", ["-q", "-t", folder.path("stream.mp3")]).isEmpty)
    let decoded = try ["stream.mp3", "file.mp3"].map {
      try ForeignProgram.data("ffmpeg", ["-v", "error", "-xerror", "-i", folder.path($0), "-f", "s16le", "-"])
    }
    #expect((decoded[0] == decoded[1]) == true)
  }

  @Test func `a stream goes on where it was when the supervisor or a worker is lost`() throws {
    let folder = try TemporaryFolder()
    let undisturbed = try {
      let pipe = try NamedPipe(in: folder)
      let running = try start(pipe, in: folder)
      let stream = pipe.read()
      #expect(try running.finish().status == 0)
      return stream
    }()
    for round in 0..<6 {
      let folder = try TemporaryFolder()
      let pipe = try NamedPipe(in: folder)
      let running = try start(pipe, in: folder)
      let tree = ProcessTree(root: running.identifier)
      let opening = pipe.read(20_000 + round * 10_000)
      #expect(opening.count == 20_000 + round * 10_000)
      if let victim = round.isMultiple(of: 2) ? tree.supervisor : tree.workers.first { kill(victim, SIGKILL) }
      let stream = opening + pipe.read()
      let run = try running.finish()
      #expect(run.status == 0 && (stream == undisturbed) == true, "round \(round): \(run.errors)")
    }
  }

  @Test func `a reader that goes away ends the job with one line and status 74`() throws {
    let folder = try TemporaryFolder()
    let pipe = try NamedPipe(in: folder)
    let running = try start(pipe, in: folder)
    let tree = ProcessTree(root: running.identifier)
    #expect(pipe.read(5_000).count == 5_000)
    let members = tree.descendants
    pipe.close()
    let run = try running.finish()
    #expect(run.status == 74 && run.complaints.count == 1 && run.errors.contains("pipe.mp3"), "\(run.errors)")
    #expect(members.allSatisfy { !ProcessTree.exists($0) })
  }

  @Test func `a reader that stops reading does not keep a signal from ending the job`() throws {
    let folder = try TemporaryFolder()
    let pipe = try NamedPipe(in: folder)
    let running = try start(pipe, in: folder)
    #expect(pipe.read(1_000).count == 1_000)
    // By now the pipe is full, and the job may be done or not.
    usleep(300_000)
    let start = Date()
    kill(running.identifier, SIGTERM)
    let status = try running.finish().status
    #expect(status == 128 + SIGTERM && Date().timeIntervalSince(start) < 1)
  }

  @Test(arguments: [[], ["--vbr", "3"], ["--bitrate", "96"]])
  func `pieces that never fit are encoded as one, with the same bytes`(settings: [String]) throws {
    let folder = try TemporaryFolder()
    var results: [Data] = []
    for (name, fault) in [("joined.mp3", []), ("whole.mp3", ["--inject", "misfit", "--log-level", "notice"])] {
      let output = folder.path(name)
      let run = try Program.run([Songs.demo, "-o", output, "-q", "--jobs", "3"] + settings + fault, in: folder)
      #expect(run.status == 0)
      #expect(run.errors.contains("do not fit together") == !fault.isEmpty, "\(run.errors)")
      results.append(try Data(contentsOf: URL(fileURLWithPath: output)))
    }
    #expect((results[0] == results[1]) == true)
  }

  @Test(arguments: [[], ["--seed", "3"]])
  func `a stream whose pieces never fit has the same bytes, too, with peaks to be mended and without`(
    options: [String]
  ) throws {
    let folder = try TemporaryFolder()
    let streams = try [[], ["--inject", "misfit"]].map { fault in
      let folder = try TemporaryFolder()
      let pipe = try NamedPipe(in: folder)
      let running = try start(pipe, options + fault, in: folder)
      let stream = pipe.read()
      #expect(try running.finish().status == 0)
      return stream
    }
    #expect((streams[0] == streams[1]) == true)
    #expect(folder.names.isEmpty)
  }

  @Test func `what a stream cannot say at its start it has at its end`() throws {
    // A variable bitrate's frames are counted when all are there.
    let folder = try TemporaryFolder()
    #expect(try Program.run([Songs.demo, "-o", folder.path("file.mp3"), "-q", "--vbr", "4"], in: folder).status == 0)
    let pipe = try NamedPipe(in: folder)
    let running = try start(pipe, ["--vbr", "4"], in: folder)
    let stream = pipe.read()
    #expect(try running.finish().status == 0)
    let file = try Data(contentsOf: URL(fileURLWithPath: folder.path("file.mp3")))
    #expect((stream == file) == true)
  }
}
