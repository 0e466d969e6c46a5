/// A container and the encoding of the samples in it.
package struct SoundFileFormat: Equatable, Sendable {
  package enum Container: String, CaseIterable, Sendable {
    case wav
    /// WAV with the extensible header, which names the channels.
    case wavExtensible
    case rf64
    case w64
    case aiff
    case flac
    case ogg
    case mp3
  }

  package enum Encoding: String, CaseIterable, Sendable {
    case int8
    case int16
    case int24
    case int32
    case float32
    case float64
    case vorbis
    case opus
    case mpegLayer3
  }

  package var container: Container
  package var encoding: Encoding

  package init(_ container: Container, _ encoding: Encoding) {
    self.container = container
    self.encoding = encoding
  }

  package static let wav16 = SoundFileFormat(.wav, .int16)
  package static let wavFloat = SoundFileFormat(.wav, .float32)
  package static let flac16 = SoundFileFormat(.flac, .int16)
  package static let flac24 = SoundFileFormat(.flac, .int24)
  package static let oggVorbis = SoundFileFormat(.ogg, .vorbis)
  package static let oggOpus = SoundFileFormat(.ogg, .opus)
  package static let mp3 = SoundFileFormat(.mp3, .mpegLayer3)
}
