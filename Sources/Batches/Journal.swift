import FoundationEssentials
import Glibc
package import Processes
package import SystemPackage

/// Why a journal cannot be used.
package enum JournalError: Error, Equatable, Sendable {
  /// Another process works on the same folder.
  case inUse
  /// It is that of a batch whose remixes would be others.
  case ofOtherSettings
  /// It is no journal, or that of another program's version.
  case unknown
  case systemCall(SystemCallError)
}

/// What a batch has done, on disk before it is visible: so that one that was killed neither loses nor repeats anything.
///
/// A file of lines, each a JSON object, that only grows. The first tells the settings. A song's line is there, and has outlasted a
/// crash of the machine, before its remix gets its name; so a line alone does not mean that there is a remix, but a
/// remix that is as long as its line says is whole.
package final class Journal {
  private let path: FilePath
  private let file: Descriptor

  /// Its name in the folder of the remixes.
  package static let name = ".wubremix-journal"

  private struct Header: Codable {
    var journal: Int
    var settings: String
  }

  private static let format = 1
  /// No more is read than a batch of a million songs would write.
  private static let byteLimit = 1 << 30

  /// Opens the journal in `folder`, or begins one.
  ///
  /// - Parameters:
  ///   - settings: A fingerprint of what decides how the remixes will be.
  ///   - resumes: Whether to go on with what is there; else it is begun anew.
  /// - Returns: The songs' last records by their inputs, if it goes on.
  package static func open(
    in folder: FilePath, settings: String, resumes: Bool
  ) throws(JournalError) -> (journal: Journal, records: [String: BatchRecord]) {
    let path = folder.appending(name)
    let journal: Journal
    let bytes: [UInt8]
    do throws(SystemCallError) {
      journal = Journal(path: path, file: try FileSystem.openOrCreate(path))
      guard try FileSystem.lock(journal.file.number) else { throw SystemCallError(call: "flock", errno: .wouldBlock) }
      bytes = try Processes.contents(of: journal.file.number, limitBytes: byteLimit) ?? []
    } catch {
      throw error.errno == .wouldBlock ? .inUse : .systemCall(error)
    }
    // A first line that is not whole was being written when something stopped that: nothing was done yet.
    guard resumes, bytes.contains(UInt8(ascii: "\n")) else {
      try journal.saving { () throws(SystemCallError) in
        try FileSystem.truncate(journal.file.number)
        try journal.write(Header(journal: format, settings: settings))
      }
      return (journal, [:])
    }
    let records = try records(in: bytes, settings: settings)
    // What was being written when the machine or the program was stopped is no line yet.
    if bytes.last != UInt8(ascii: "\n") {
      try journal.saving { () throws(SystemCallError) in
        try writeAll([UInt8(ascii: "\n")], to: journal.file.number)
      }
    }
    return (journal, records)
  }

  /// The last record of each song.
  private static func records(in bytes: [UInt8], settings: String) throws(JournalError) -> [String: BatchRecord] {
    guard let contents = contents(in: bytes) else { throw .unknown }
    guard contents.settings == settings else { throw .ofOtherSettings }
    return contents.records
  }

  /// What a journal holds; a line that makes no sense was being written when something stopped that.
  ///
  /// - Returns: `nil` if it is none.
  package static func contents(in bytes: [UInt8]) -> (settings: String, records: [String: BatchRecord])? {
    let lines = bytes.split(separator: UInt8(ascii: "\n"))
    let decoder = JSONDecoder()
    guard let first = lines.first, let header = try? decoder.decode(Header.self, from: Data(first)),
      header.journal == format
    else { return nil }
    var records: [String: BatchRecord] = [:]
    for line in lines.dropFirst() {
      guard let record = try? decoder.decode(BatchRecord.self, from: Data(line)) else { continue }
      records[record.input] = record
    }
    return (header.settings, records)
  }

  private func saving(_ body: () throws(SystemCallError) -> Void) throws(JournalError) {
    do throws(SystemCallError) {
      try body()
    } catch {
      throw .systemCall(error)
    }
  }

  private init(path: FilePath, file: consuming Descriptor) {
    self.path = path
    self.file = file
  }

  /// Adds `record`, which has outlasted a crash of the machine when this returns.
  package func add(_ record: BatchRecord) throws(SystemCallError) {
    try write(record)
  }

  /// Removes the journal, when there is nothing left to go on with.
  package func remove() {
    FileSystem.remove(path)
  }

  private func write(_ value: some Encodable) throws(SystemCallError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let bytes = try? encoder.encode(value) else {
      preconditionFailure("a value of finite numbers is always JSON")
    }
    try writeAll(Array(bytes) + [UInt8(ascii: "\n")], to: file.number)
    try FileSystem.sync(file.number)
  }
}
