import Audio

/// A song of our own making whose beats, key and form are known: 112 BPM, F# minor, 36 bars.
///
/// It owes nothing to the program's own synthesis, so that changes there leave this input as it is.
package enum DemoSong {
  package static let beatsPerMinute = 112.0
  package static let key = "F# minor"
  package static let beatsPerBar = 4

  /// The committed files, in the source folder that this was built from.
  package static let audioPath = fixtureFolder + "/demo.flac"
  package static let truthPath = fixtureFolder + "/demo.json"

  private static let fixtureFolder = {
    // Fixtures/Demo/DemoSong.swift
    #filePath.split(separator: "/").dropLast(2).map { "/" + $0 }.joined()
  }()

  /// Silence before the first downbeat, in seconds: a song's grid seldom starts with its file.
  package static let leadInSeconds = 0.3
  /// How long the last chord rings after the last bar, in seconds.
  static let ringSeconds = 1.2

  /// The form, in order.
  static let form: [DemoPart] = [
    DemoPart(label: .intro, bars: 4, isRepeat: false),
    DemoPart(label: .verse, bars: 8, isRepeat: false),
    DemoPart(label: .chorus, bars: 8, isRepeat: false),
    DemoPart(label: .verse, bars: 4, isRepeat: true),
    DemoPart(label: .chorus, bars: 8, isRepeat: true),
    DemoPart(label: .outro, bars: 4, isRepeat: false),
  ]

  static let beatSeconds = 60 / beatsPerMinute
  static let barCount = form.map(\.bars).reduce(0, +)

  /// Samples per channel.
  package static let sampleCount = WorkingFormat.sampleIndex(
    atSeconds: seconds(ofBeat: Double(barCount * beatsPerBar)) + ringSeconds)

  /// When beat `beat` (counted from 0, with its fraction) falls, in seconds.
  static func seconds(ofBeat beat: Double) -> Double {
    leadInSeconds + beat * beatSeconds
  }

  /// The song's truth.
  package static let truth: DemoTruth = {
    let beats = (0..<barCount * beatsPerBar).map { rounded(seconds(ofBeat: Double($0))) }
    let duration = WorkingFormat.seconds(ofSamples: sampleCount)
    var sections: [DemoTruth.Section] = []
    var bar = 0
    for part in form {
      let start = bar == 0 ? 0 : beats[bar * beatsPerBar]
      bar += part.bars
      let end = bar == barCount ? rounded(duration) : beats[bar * beatsPerBar]
      sections.append(DemoTruth.Section(start: start, end: end, label: part.label.rawValue))
    }
    return DemoTruth(
      bpm: beatsPerMinute, beats: beats,
      downbeats: stride(from: 0, to: beats.count, by: beatsPerBar).map { beats[$0] },
      key: key, sections: sections, duration: rounded(duration))
  }()

  /// To whole microseconds, which print in few digits.
  private static func rounded(_ seconds: Double) -> Double {
    (seconds * 1e6).rounded() / 1e6
  }
}

/// One part of the form as it is played.
struct DemoPart {
  enum Label: String {
    case intro
    case verse
    case chorus
    case outro
  }

  let label: Label
  /// A part that is shorter than its chords and melody starts late in them, and so ends as they do.
  let bars: Int
  /// Whether the part comes for the second time, and gets a fuller arrangement.
  let isRepeat: Bool
}
