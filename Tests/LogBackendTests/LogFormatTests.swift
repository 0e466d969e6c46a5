import Foundation
import LogBackend
import Logging
import Testing

@Suite struct `A log record` {
  @Test func `reads well as text`() {
    let record = made(
      message: "rendered", metadata: ["seconds": "0.25", "file": "a song.mp3", "tries": .stringConvertible(2)])
    #expect(
      text(record) == """
        2026-02-28T23:59:59.000042Z info worker 3[4711] job=8f chunk=12 render: rendered \
        file="a song.mp3" seconds=0.25 tries=2

        """)
  }

  @Test func `is one JSON object with sorted metadata`() {
    let record = made(message: "rendered", metadata: ["b": ["x", "y"], "a": ["d": "1", "c": "2"]])
    #expect(
      json(record) == """
        {"time":"2026-02-28T23:59:59.000042Z","level":"info","role":"worker 3","pid":4711,"job":"8f","chunk":"12",\
        "label":"render","message":"rendered","metadata":{"a":{"c":"2","d":"1"},"b":["x","y"]}}

        """)
  }

  @Test func `says so when there is no role, job or chunk`() {
    var record = made(message: "ready")
    record.role = nil
    record.job = nil
    record.chunk = nil
    #expect(text(record) == "2026-02-28T23:59:59.000042Z info -[4711] job=- chunk=- render: ready\n")
    #expect(json(record).contains(#""role":null,"pid":4711,"job":null,"chunk":null"#))
  }

  @Test func `cannot be forged by a message with a line break`() {
    let record = made(message: "bad file\n2026-03-01T00:00:00.000000Z info controller[1] all is well\r\u{1b}[2J")
    for format in LogFormat.allCases {
      let line = String(decoding: format.line(for: record, limit: 65_536), as: UTF8.self)
      #expect(line.split(separator: "\n", omittingEmptySubsequences: false).map(\.isEmpty) == [false, true])
      #expect(line.contains(#"bad file\n2026"#))
      #expect(line.contains(#"\r\u001b[2J"#))
    }
  }

  @Test func `cannot be forged by its keys, values, role, job, chunk or label either`() {
    let nasty = "x\ny\u{2028}z\u{202E}"
    var record = made(message: "m", metadata: ["k\n": .string(nasty), "n": ["i\n": .array([.string(nasty)])]])
    record.role = nasty
    record.job = nasty
    record.chunk = nasty
    record.label = nasty
    for format in LogFormat.allCases {
      let line = String(decoding: format.line(for: record, limit: 65_536), as: UTF8.self)
      let controls = line.unicodeScalars.filter { $0.value < 0x20 || $0 == "\u{2028}" || $0 == "\u{202E}" }
      #expect(controls.count == 1 && line.hasSuffix("\n"))
    }
  }

  @Test func `keeps the values of text metadata apart`() {
    let record = made(message: "m", metadata: ["empty": "", "equal": "a=b", "quote": #"say "hi""#, "slash": #"a\b"#])
    #expect(text(record).hasSuffix(#": m empty="" equal="a=b" quote="say \"hi\"" slash="a\\b""# + "\n"))
  }

  @Test func `comes back from JSON with every character that Unicode has`() throws {
    for first in stride(from: 0, to: 0x11_0000, by: 4096) {
      let scalars = (first..<first + 4096).compactMap { Unicode.Scalar(UInt32($0)) }
      if scalars.isEmpty { continue }
      var message = String.UnicodeScalarView()
      message.append(contentsOf: scalars)
      let record = made(message: String(message), metadata: ["m": .string(String(message))])
      let object = try parsed(LogFormat.jsonLines.line(for: record, limit: 1 << 20))
      // Compared scalar by scalar: equality of strings takes different spellings of one character for equal.
      let metadata = try #require(object["metadata"] as? [String: String])
      #expect(try #require(object["message"] as? String).unicodeScalars.elementsEqual(scalars))
      #expect(try #require(metadata["m"]).unicodeScalars.elementsEqual(scalars))
    }
  }

  private func text(_ record: LogRecord) -> String {
    String(decoding: LogFormat.text.line(for: record, limit: 65_536), as: UTF8.self)
  }

  private func json(_ record: LogRecord) -> String {
    String(decoding: LogFormat.jsonLines.line(for: record, limit: 65_536), as: UTF8.self)
  }
}

@Suite struct `A record that is too long` {
  private static let limit = 4096

  @Test(arguments: LogFormat.allCases, ["x", "\u{1}", "\u{2028}", "\u{1F600}", "\""])
  func `is cut to the limit, between characters`(format: LogFormat, character: String) throws {
    for padding in 0..<8 {
      let message = String(repeating: "p", count: padding) + String(repeating: character, count: 5000)
      let bytes = format.line(for: made(message: message), limit: Self.limit)
      #expect(bytes.count <= Self.limit && bytes.count > Self.limit - 16)
      let line = try #require(String(validating: bytes, as: UTF8.self))
      #expect(line.contains("\u{2026}"))
      if format == .jsonLines {
        let cut = try #require(try parsed(bytes)["message"] as? String)
        #expect(message.hasPrefix(cut.dropLast()))
      }
    }
  }

  @Test(arguments: LogFormat.allCases)
  func `keeps its message and counts the metadata that it leaves out`(format: LogFormat) throws {
    var metadata: Logger.Metadata = [:]
    for index in 0..<100 { metadata["key\(100 + index)"] = .string(String(repeating: "v", count: 90)) }
    let bytes = format.line(for: made(message: "the message", metadata: metadata), limit: Self.limit)
    let line = String(decoding: bytes, as: UTF8.self)
    #expect(bytes.count <= Self.limit)
    #expect(line.contains("the message") && line.contains("key100") && line.contains("omitted"))
    if format == .jsonLines {
      let object = try parsed(bytes)
      let kept = try #require(object["metadata"] as? [String: String])
      #expect(object["omitted"] as? Int == 100 - kept.count)
    }
  }

  @Test(arguments: LogFormat.allCases)
  func `keeps room for its message whatever its label, role, job and chunk`(format: LogFormat) {
    let long = String(repeating: "\u{1}", count: 10_000)
    var record = made(message: "the message")
    record.role = long
    record.job = long
    record.chunk = long
    record.label = long
    let bytes = format.line(for: record, limit: Self.limit)
    #expect(bytes.count <= Self.limit)
    #expect(String(decoding: bytes, as: UTF8.self).contains("the message"))
  }
}

private func made(message: String, metadata: Logger.Metadata = [:]) -> LogRecord {
  LogRecord(
    time: UTCTime(secondsSince1970: 1_772_323_199, microseconds: 42), level: .info, role: "worker 3", processID: 4711,
    job: "8f", chunk: "12", label: "render", message: message, metadata: metadata)
}

private func parsed(_ line: [UInt8]) throws -> [String: Any] {
  try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
}
