import Audio
import AudioFiles
import Testing

struct FoldDownTests {
  /// Where `channel` of `channelCount` alone is heard: left and right level for an input of 1.
  private func levels(
    ofChannel channel: Int, of channelCount: Int, format: SoundFileFormat = .wavFloat
  ) throws -> (left: Float, right: Float) {
    var samples = [Float](repeating: 0, count: channelCount * 4)
    samples[channel] = 1
    let file = try soundFile(format, channelCount: channelCount, interleaved: samples)
    let decoded = try decode(file).samples
    return (decoded.left[0], decoded.right[0])
  }

  @Test func `mono is doubled and stereo stays as it is`() throws {
    #expect(try levels(ofChannel: 0, of: 1) == (1, 1))
    #expect(try levels(ofChannel: 0, of: 2) == (1, 0))
    #expect(try levels(ofChannel: 1, of: 2) == (0, 1))
  }

  @Test func `five point one folds as ITU-R BS 775 says, without its low frequency effects`() throws {
    let sum = 1 + 2 * Float(0.5).squareRoot()
    let expected: [(Float, Float)] = [
      (1 / sum, 0), (0, 1 / sum), (0.70711 / sum, 0.70711 / sum), (0, 0), (0.70711 / sum, 0), (0, 0.70711 / sum),
    ]
    for channel in 0..<6 {
      let (left, right) = try levels(ofChannel: channel, of: 6)
      #expect(abs(left - expected[channel].0) < 1e-5, "left of channel \(channel)")
      #expect(abs(right - expected[channel].1) < 1e-5, "right of channel \(channel)")
    }
  }

  @Test(arguments: 1...32)
  func `full scale on all channels never exceeds full scale, and no channel pulls to one side`(channelCount: Int) throws
  {
    let samples = [Float](repeating: 1, count: channelCount * 100)
    let file = try soundFile(.wavFloat, channelCount: channelCount, interleaved: samples)
    let decoded = try decode(file).samples
    #expect(decoded.left.allSatisfy { $0 <= 1 && $0 > 0.5 })
    if channelCount < 9 || channelCount % 2 == 0 { #expect(decoded.left == decoded.right) }
  }

  @Test func `FLAC keeps the order of WAV, Ogg has its own`() throws {
    // Its third channel is the right one in Ogg, the centre in the others.
    let second = sine(frequency: 440, sampleRate: 44_100, count: 44_100)
    let samples = second.flatMap { [0, $0, 0, 0, 0, 0] as [Float] }
    let flac = try decode(try soundFile(.flac24, channelCount: 6, interleaved: samples)).samples
    #expect(flac.left.allSatisfy { $0 == 0 })
    let ogg = try decode(try soundFile(.oggVorbis, channelCount: 6, interleaved: samples)).samples
    let power = { (samples: [Float]) in samples.reduce(0) { $0 + $1 * $1 } }
    #expect(abs(power(ogg.left) / power(ogg.right) - 1) < 0.01)
  }
}
