import AnalysisFiles
package import AudioFiles
import BeatTracking
import Remixing
package import Styles

// From a request to a recipe and back.

extension Recipe {
  /// The recipe of what `request` asks for.
  ///
  /// - Parameters:
  ///   - songChecksum: Of the song's file.
  ///   - remixChecksum: Of the finished remix.
  ///   - beats: The contents of the file of beats.
  init(
    _ request: JobRequest, format: SongFormat, songChecksum: String, remixChecksum: String, beats: String?,
    samples: [Samples.File]
  ) {
    programVersion = request.programVersion
    song = Song(path: request.songPath, fallbackTitle: request.fallbackTitle, sha256: songChecksum)
    output = Output(format)
    output.sha256 = remixChecksum
    style = StyleText(
      name: request.styleName, text: request.styleText,
      base: request.styleBase.map { StyleText.Base(name: $0.name, text: $0.text) })
    remix = Remix(request.remix)
    hints = Hints(request.hints, beats: beats)
    self.samples = request.samplesPath.map { Samples(path: $0, files: samples) }
  }

  /// A fingerprint of all that a request says of the remix of any song: SHA-256 in hexadecimal.
  ///
  /// - Parameter more: What else is to make it another one.
  package static func fingerprint(of request: JobRequest, format: SongFormat, more: [String] = []) -> String {
    var recipe = Recipe(
      request, format: format, songChecksum: "", remixChecksum: "", beats: nil, samples: [])
    recipe.song = Song(path: nil, fallbackTitle: nil, sha256: "")
    var checksum = SHA256()
    checksum.add(recipe.json().span)
    for text in more { checksum.add(Array((text + "\n").utf8).span) }
    return checksum.text()
  }

  /// Has `request` make the remix of this recipe, and nothing else.
  ///
  /// - Parameter style: This recipe's, understood.
  package func apply(to request: inout JobRequest, style: Style) {
    request.remix = RemixOptions(style: style)
    request.songPath = song.path
    request.fallbackTitle = song.fallbackTitle
    request.styleName = self.style.name
    request.styleText = self.style.text
    request.styleBase = self.style.baseStyle
    remix.apply(to: &request.remix)
    hints.apply(to: &request.hints)
    request.samplesPath = samples?.path
    request.recipe = self
  }

  /// What the remix is written as.
  package var format: SongFormat {
    switch output.kind {
    case .mp3: .mp3(output.mp3 ?? MP3Settings())
    case .flac: .flac
    case .wav: .wav
    }
  }

  /// Throws if the files of a job are not those that this recipe was written for.
  func check(songChecksum: String, samples found: [Samples.File]) throws(JobFailure) {
    guard songChecksum == song.sha256 else { throw .songChanged(found: songChecksum, expected: song.sha256) }
    let expected = samples?.files ?? []
    for file in expected {
      guard let same = found.first(where: { $0.name == file.name }) else {
        throw .samplesChanged(reason: "\(file.name) is missing")
      }
      if same.sha256 != file.sha256 { throw .samplesChanged(reason: "\(file.name) has other contents") }
    }
    for file in found where !expected.contains(where: { $0.name == file.name }) {
      throw .samplesChanged(reason: "\(file.name) was not there")
    }
  }
}

extension Recipe.StyleText {
  package var baseStyle: BaseStyle? { base.map { BaseStyle(name: $0.name, text: $0.text) } }
}

extension Recipe.Output {
  init(_ format: SongFormat) {
    switch format {
    case .mp3(let settings): self.init(kind: .mp3, mp3: settings)
    case .flac: self.init(kind: .flac, mp3: nil)
    case .wav: self.init(kind: .wav, mp3: nil)
    }
  }
}

extension Recipe.Remix {
  init(_ options: RemixOptions) {
    seed = options.seed
    switch options.length {
    case .full: length = .full
    case .radio: length = .radio
    case .seconds(let seconds): (length, lengthSeconds) = (.seconds, seconds)
    }
    targetBeatsPerMinute = options.targetBeatsPerMinute
    wub = options.wub
    previewSeconds = options.previewSeconds
    targetLoudnessLUFS = options.targetLoudnessLUFS
    truePeakCeilingDB = options.truePeakCeilingDB
  }

  func apply(to options: inout RemixOptions) {
    options.seed = seed
    options.length =
      switch length {
      case .full: .full
      case .radio: .radio
      case .seconds: .seconds(lengthSeconds ?? RemixLength.radioSeconds)
      }
    options.targetBeatsPerMinute = targetBeatsPerMinute
    options.wub = wub
    options.previewSeconds = previewSeconds
    options.targetLoudnessLUFS = targetLoudnessLUFS
    options.truePeakCeilingDB = truePeakCeilingDB
  }
}

extension Recipe.Hints {
  init(_ hints: AnalysisHints, beats: String?) {
    switch hints.tempo {
    case .about(let tempo): (self.tempo, isTempoExact) = (tempo, false)
    case .exactly(let tempo): (self.tempo, isTempoExact) = (tempo, true)
    case nil: (tempo, isTempoExact) = (nil, nil)
    }
    key = hints.key?.description
    downbeatOffset = hints.downbeatOffset
    usesNetwork = hints.usesNetwork
    self.beats = beats
  }

  func apply(to hints: inout AnalysisHints) {
    hints.tempo = tempo.map { isTempoExact == true ? .exactly($0) : .about($0) }
    hints.key = key.flatMap { Key(spelled: $0) }
    hints.downbeatOffset = downbeatOffset
    hints.usesNetwork = usesNetwork
  }
}
