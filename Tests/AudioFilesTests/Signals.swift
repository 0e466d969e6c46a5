import AudioFiles
import Glibc

/// `count` samples of a sine at `frequency` Hz.
func sine(frequency: Double, sampleRate: Int, count: Int, amplitude: Double = 0.5) -> [Float] {
  (0..<count).map { Float(amplitude * sin(2 * .pi * frequency * Double($0) / Double(sampleRate))) }
}

/// The same samples on each of `channelCount` channels, interleaved.
func interleave(_ samples: [Float], channelCount: Int) -> [Float] {
  samples.flatMap { [Float](repeating: $0, count: channelCount) }
}

/// A file of `interleaved` samples in `format`.
func soundFile(
  _ format: SoundFileFormat, sampleRate: Int = 44_100, channelCount: Int = 2, interleaved: [Float]
) throws -> NamelessFile {
  let file = NamelessFile()
  var writer = try SoundFileWriter(
    descriptor: file.descriptor, format: format, sampleRate: sampleRate, channelCount: channelCount)
  try writer.write(interleaved: interleaved.span)
  try writer.finish()
  return file
}

/// All samples that the reader gives, interleaved.
func readAll(_ file: borrowing NamelessFile, blockLength: Int = 4_096) throws(AudioFileError) -> [Float] {
  var reader = try SoundFileReader(descriptor: file.descriptor)
  var block = [Float](repeating: 0, count: blockLength * reader.channelCount)
  var samples: [Float] = []
  while true {
    var span = block.mutableSpan
    let count = try reader.read(into: &span)
    if count == 0 { return samples }
    samples += block[..<(count * reader.channelCount)]
  }
}
