/// Why a file of beats cannot be used.
package enum BeatsFileError: Error, Equatable, Sendable {
  case empty
  case binary
  case tooLarge
  /// Text that should be a number and is not.
  case notANumber(BeatsFile.Place, text: String)
  /// A place in the bar that is no whole number from 1 on.
  case notABeatNumber(BeatsFile.Place, text: String)
  case notRising(BeatsFile.Place, seconds: Double, after: Double)
  case tooClose(BeatsFile.Place)
  case beforeTheStart(BeatsFile.Place, seconds: Double)
  case beyondTheEnd(BeatsFile.Place, seconds: Double, durationSeconds: Double)
  /// Fewer than two.
  case tooFew
  /// A downbeat of a JSON file where no beat is.
  case downbeatWithoutBeat(BeatsFile.Place, seconds: Double)
  case unusableJSON
}

extension BeatsFileError: CustomStringConvertible {
  /// One line, with the place but without the file's name.
  package var description: String {
    switch self {
    case .empty: "it holds no beats"
    case .binary: "it is not text; beats are lines of seconds, Audacity labels, or JSON with a list \"beats\""
    case .tooLarge: "it is larger than \(BeatsFile.byteLimit >> 20) MiB, more than any song's beats"
    case .notANumber(let place, let text): "\(place): \"\(text)\" is not a time in seconds"
    case .notABeatNumber(let place, let text): "\(place): \"\(text)\" is not a beat's number in its bar"
    case .notRising(let place, let seconds, let before):
      "\(place): \(short(seconds)) s does not come after \(short(before)) s; times must rise"
    case .tooClose(let place):
      "\(place): less than \(short(BeatsFile.shortestInterval)) s after the beat before it"
    case .beforeTheStart(let place, let seconds): "\(place): \(short(seconds)) s is before the song's start"
    case .beyondTheEnd(let place, let seconds, let duration):
      "\(place): the beat at \(short(seconds)) s lies beyond the song's end at \(short(duration)) s"
    case .tooFew: "it has fewer than two beats in the song"
    case .downbeatWithoutBeat(let place, let seconds): "\(place): no beat lies at the downbeat at \(short(seconds)) s"
    case .unusableJSON: "it is not JSON with a list \"beats\" of seconds, nor JAMS with beats"
    }
  }

  private func short(_ seconds: Double) -> String {
    let isPlain = abs(seconds) < 1e9
    return isPlain ? "\(seconds.rounded(stepsPerUnit: 1e4))" : "\(seconds)"
  }
}

extension BeatsFile.Place: CustomStringConvertible {
  package var description: String {
    switch self {
    case .line(let number): "line \(number)"
    case .entry(let number): "entry \(number)"
    }
  }
}
