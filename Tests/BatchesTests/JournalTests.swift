import Batches
import Foundation
import SystemPackage
import Testing

struct JournalTests {
  private let folder: FilePath

  init() throws {
    folder = FilePath(NSTemporaryDirectory()).appending("wubremix-journal-\(UUID().uuidString)")
    try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
  }

  private var url: URL { URL(fileURLWithPath: folder.appending(Journal.name).string) }

  private func record(_ input: String, _ status: BatchRecord.Status = .done) -> BatchRecord {
    BatchRecord(input: input, output: input + ".mp3", status: status)
  }

  /// Opens the journal, adds `records` and closes it.
  private func session(_ records: [BatchRecord], resumes: Bool, settings: String = "s") throws -> [String: BatchRecord]
  {
    let (journal, found) = try opened(settings: settings, resumes: resumes)
    for record in records { try journal.add(record) }
    return found
  }

  private func opened(
    settings: String, resumes: Bool
  ) throws(JournalError) -> (journal: Journal, records: [String: BatchRecord]) {
    for _ in 0..<1_000 {
      do throws(JournalError) {
        return try Journal.open(in: folder, settings: settings, resumes: resumes)
      } catch {
        // Whatever other tests are just forking has a copy of the last session's lock until it runs a program.
        guard error == .inUse else { throw error }
        usleep(10_000)
      }
    }
    throw .inUse
  }

  @Test func `what was written is read again, and the last record of a song counts`() throws {
    #expect(try session([record("a", .failed), record("b"), record("a")], resumes: false).isEmpty)
    #expect(try session([record("c")], resumes: true) == ["a": record("a"), "b": record("b")])
    #expect(try session([], resumes: true).count == 3)
  }

  @Test func `without leave to go on it begins anew`() throws {
    _ = try session([record("a")], resumes: false)
    #expect(try session([], resumes: false).isEmpty)
    #expect(try session([], resumes: true).isEmpty)
  }

  @Test func `every way of being cut off leaves the whole lines`() throws {
    _ = try session([record("a"), record("b")], resumes: false)
    let whole = try Data(contentsOf: url)
    let ends = whole.indices.filter { whole[$0] == UInt8(ascii: "\n") }
    for count in 0...whole.count {
      try whole.prefix(count).write(to: url)
      let expected = max(0, ends.count { $0 < count } - 1)
      // A line whose newline alone is missing is whole, too.
      let lenient = max(0, ends.count { $0 <= count } - 1)
      let found = try session([record("c")], resumes: true).count
      #expect(
        found == expected || (found == lenient && expected > 0) || (found == lenient && count > ends[0]), "\(count)")
      // What is written afterwards is not spoilt by the torn line.
      #expect(try session([], resumes: true)["c"] == record("c"), "\(count)")
    }
  }

  @Test func `a journal of other settings, or none at all, is refused and left as it is`() throws {
    _ = try session([record("a")], resumes: false)
    #expect(throws: JournalError.ofOtherSettings) { try session([], resumes: true, settings: "t") }
    #expect(try session([], resumes: true).count == 1)
    for text in ["what is this\n", "{}\n", "{\"journal\":2,\"settings\":\"s\"}\n", "[1]\n\n"] {
      try Data(text.utf8).write(to: url)
      #expect(throws: JournalError.unknown) { try session([], resumes: true) }
      #expect(try Data(contentsOf: url) == Data(text.utf8))
    }
  }

  @Test func `lines of nonsense between others are passed over`() throws {
    _ = try session([record("a")], resumes: false)
    let handle = try FileHandle(forWritingTo: url)
    try handle.seekToEnd()
    try handle.write(contentsOf: Data("{\"input\":\n\u{0}\u{1}\n".utf8))
    try handle.close()
    #expect(try session([record("b")], resumes: true).count == 1)
    #expect(try session([], resumes: true).count == 2)
  }

  @Test func `two at once are refused`() throws {
    let (journal, _) = try Journal.open(in: folder, settings: "s", resumes: false)
    #expect(throws: JournalError.inUse) { _ = try Journal.open(in: folder, settings: "s", resumes: true) }
    try journal.add(record("a"))
  }

  @Test func `a folder that is not there is told`() {
    #expect(throws: (any Error).self) {
      _ = try Journal.open(in: folder.appending("missing"), settings: "s", resumes: false)
    }
  }
}
