/// The one format of audio between decoding and encoding: 44.1 kHz, two channels, Float32, planar.
package enum WorkingFormat {
  /// Samples per second and channel.
  package static let sampleRate = 44_100
  package static let channelCount = 2

  /// The length of `sampleCount` samples per channel, in seconds.
  package static func seconds(ofSamples sampleCount: Int) -> Double {
    Double(sampleCount) / Double(sampleRate)
  }

  /// The sample nearest to `seconds`.
  package static func sampleIndex(atSeconds seconds: Double) -> Int {
    Int((seconds * Double(sampleRate)).rounded())
  }
}
