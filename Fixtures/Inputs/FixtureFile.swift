package import Audio
package import AudioFiles
import Glibc

/// Files of made audio: written whole, cut short, or with wrong bytes put in.
package enum FixtureFile {
  /// A system call on `path` failed.
  package struct Failure: Error {
    package let path: String
    package let errno: CInt
  }

  /// Writes a sound file, in place of what `path` had.
  ///
  /// - Parameters:
  ///   - interleaved: A multiple of the channel count: all channels of the first sample, then of the next.
  ///   - sampleRate: In Hz.
  package static func write(
    interleaved: [Float], to path: String, format: SoundFileFormat = .wav16,
    sampleRate: Int = WorkingFormat.sampleRate, channelCount: Int = 1
  ) throws {
    let descriptor = try opened(path, O_RDWR | O_CREAT | O_TRUNC)
    defer { close(descriptor) }
    var writer = try SoundFileWriter(
      descriptor: descriptor, format: format, sampleRate: sampleRate, channelCount: channelCount)
    try writer.write(interleaved: interleaved.span)
    try writer.finish()
  }

  /// Writes two channels at the working rate.
  package static func write(_ stereo: StereoBuffer, to path: String, format: SoundFileFormat = .wav16) throws {
    try write(interleaved: interleaved([stereo.left, stereo.right]), to: path, format: format, channelCount: 2)
  }

  /// Writes `bytes` as they are.
  package static func write(bytes: [UInt8], to path: String) throws {
    let descriptor = try opened(path, O_WRONLY | O_CREAT | O_TRUNC)
    defer { close(descriptor) }
    try put(bytes, at: 0, into: descriptor, path: path)
  }

  /// Replaces the bytes from `offset`, to make a header lie.
  package static func patch(_ path: String, at offset: Int, with bytes: [UInt8]) throws {
    let descriptor = try opened(path, O_WRONLY)
    defer { close(descriptor) }
    try put(bytes, at: offset, into: descriptor, path: path)
  }

  /// Cuts the file to the given share of its bytes, as a broken download would.
  package static func truncate(_ path: String, toFraction fraction: Double) throws {
    let descriptor = try opened(path, O_WRONLY)
    defer { close(descriptor) }
    let size = lseek(descriptor, 0, SEEK_END)
    guard size >= 0, ftruncate(descriptor, Int(Double(size) * fraction)) == 0 else {
      throw Failure(path: path, errno: errno)
    }
  }

  /// Decodes a whole file to the working format.
  package static func decoded(_ path: String) throws -> StereoBuffer {
    let descriptor = try opened(path, O_RDONLY)
    defer { close(descriptor) }
    var stream = try DecodingStream(descriptor: descriptor)
    var song = StereoBuffer(count: 0)
    var block = StereoBuffer(count: 65_536)
    while true {
      var view = block.mutableSpan
      let count = try stream.read(into: &view)
      if count == 0 { return song }
      song.left += block.left[..<count]
      song.right += block.right[..<count]
    }
  }

  /// All channels of the first sample, then of the next; the channels have equal lengths.
  package static func interleaved(_ channels: [[Float]]) -> [Float] {
    guard let count = channels.first?.count else { return [] }
    var result: [Float] = []
    result.reserveCapacity(count * channels.count)
    for index in 0..<count {
      for channel in channels { result.append(channel[index]) }
    }
    return result
  }

  private static func opened(_ path: String, _ flags: CInt) throws -> CInt {
    let descriptor = unsafe open(path, flags | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Failure(path: path, errno: errno) }
    return descriptor
  }

  private static func put(_ bytes: [UInt8], at offset: Int, into descriptor: CInt, path: String) throws {
    let written = unsafe bytes.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, $0.count, offset) }
    guard written == bytes.count else { throw Failure(path: path, errno: errno) }
  }
}
