/// Reads beats from lines of text.
enum TextBeats {
  private typealias Field = ArraySlice<UInt8>

  private static let tab = UInt8(ascii: "\t")

  static func read(_ text: ArraySlice<UInt8>) throws(BeatsFileError) -> [BeatsFile.Beat] {
    var beats: [BeatsFile.Beat] = []
    for (index, line) in lines(of: text).enumerated() {
      let content = trimmed(line)
      // Comments, and the lines in which Audacity keeps the frequencies of a label.
      guard let first = content.first, first != UInt8(ascii: "#"), first != UInt8(ascii: "\\") else { continue }
      beats.append(try beat(of: line, at: .line(index + 1)))
    }
    return beats
  }

  private static func lines(of text: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    var lines: [ArraySlice<UInt8>] = []
    var start = text.startIndex
    var index = start
    while index < text.endIndex {
      let byte = text[index]
      guard byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") else {
        index += 1
        continue
      }
      lines.append(text[start..<index])
      let isPair = byte == UInt8(ascii: "\r") && index + 1 < text.endIndex && text[index + 1] == UInt8(ascii: "\n")
      index += isPair ? 2 : 1
      start = index
    }
    if start < text.endIndex { lines.append(text[start...]) }
    return lines
  }

  private static func beat(of line: ArraySlice<UInt8>, at place: BeatsFile.Place) throws(BeatsFileError)
    -> BeatsFile.Beat
  {
    let tabbed = line.split(separator: tab, maxSplits: 2, omittingEmptySubsequences: false).map(trimmed)
    if tabbed.count == 3 {
      // Audacity: a label may be empty, and may hold spaces and tabs.
      let start = try time(tabbed[0], at: place)
      _ = try time(tabbed[1], at: place)
      return BeatsFile.Beat(seconds: start, isDownbeat: isDownbeat(label: tabbed[2]), place: place)
    }
    let fields = line.split { $0 == tab || $0 == UInt8(ascii: " ") }.filter { !$0.isEmpty }
    let seconds = try time(fields[0], at: place)
    guard fields.count > 1 else { return BeatsFile.Beat(seconds: seconds, isDownbeat: false, place: place) }
    // madmom: the place in the bar, which other programs write with a decimal point.
    guard fields.count == 2, let number = number(fields[1]), number >= 1, number == number.rounded(), number < 1_000
    else { throw .notABeatNumber(place, text: quoted(fields[1])) }
    return BeatsFile.Beat(seconds: seconds, isDownbeat: number == 1, place: place)
  }

  /// `1`, `downbeat`, and what follows a 1 with something that is no digit; of `bar.beat` the second number counts.
  private static func isDownbeat(label: Field) -> Bool {
    let lowered = String(decoding: label, as: UTF8.self).lowercased()
    if lowered.hasPrefix("downbeat") { return true }
    let numbers = lowered.split { $0 == "." || $0 == ":" }
    if numbers.count == 2, Int(numbers[0]) != nil, let beat = Int(numbers[1]) { return beat == 1 }
    return lowered.hasPrefix("1") && lowered.dropFirst().first?.isNumber != true
  }

  private static func time(_ field: Field, at place: BeatsFile.Place) throws(BeatsFileError) -> Double {
    guard let seconds = number(field) else { throw .notANumber(place, text: quoted(field)) }
    return seconds
  }

  /// A finite decimal number; not "nan", "inf" or hexadecimal, which Swift would take.
  private static func number(_ field: Field) -> Double? {
    let isDecimal = field.allSatisfy { (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }
    guard isDecimal, let value = Double(String(decoding: field, as: UTF8.self)), value.isFinite else { return nil }
    return value
  }

  /// The start of `field` in printable characters.
  private static func quoted(_ field: Field) -> String {
    // Control characters would reach the terminal.
    let scalars = String(decoding: field.prefix(40), as: UTF8.self).unicodeScalars.map { scalar -> Unicode.Scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: " "
      default: scalar
      }
    }
    let text = String(String.UnicodeScalarView(scalars))
    return field.count > 40 ? text + "..." : text
  }

  private static func trimmed(_ field: Field) -> Field {
    var field = field
    while let first = field.first, first == 0x20 || (0x09...0x0D).contains(first) { field = field.dropFirst() }
    while let last = field.last, last == 0x20 || (0x09...0x0D).contains(last) { field = field.dropLast() }
    return field
  }
}
