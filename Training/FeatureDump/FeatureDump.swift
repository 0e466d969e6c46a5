import Audio
import AudioFiles
import BeatTracking
import SystemPackage

/// Writes what the network hears of sound files.
///
/// `dump-features FOLDER FILE...` makes `FOLDER/NAME.f32`: little-endian floats, `TrainingInput.width` for each frame.
/// With `--activations` as the first argument it writes what the network answers instead: beat and downbeat for each
/// frame.
@main
struct FeatureDump {
  static func main() throws {
    var arguments = CommandLine.arguments.dropFirst()
    let asksNetwork = arguments.first == "--activations"
    if asksNetwork { arguments = arguments.dropFirst() }
    guard let folder = arguments.popFirst(), !arguments.isEmpty else {
      print("usage: dump-features [--activations] FOLDER FILE...")
      return
    }
    for path in arguments.map({ FilePath($0) }) {
      guard let name = path.stem else { continue }
      let song = try decode(path)
      let values = asksNetwork ? answers(of: song) : TrainingInput.values(of: song.span)
      let bytes = values.flatMap { value in
        let bits = value.bitPattern
        return [UInt8(bits & 255), UInt8(bits >> 8 & 255), UInt8(bits >> 16 & 255), UInt8(bits >> 24)]
      }
      let output = FilePath(folder).appending(name + ".f32")
      let file = try FileDescriptor.open(
        output, .writeOnly, options: [.create, .truncate], permissions: [.ownerReadWrite, .groupRead, .otherRead])
      try file.closeAfter { _ = try file.writeAll(bytes) }
    }
  }

  private static func answers(of song: StereoBuffer) -> [Float] {
    let activation = BeatActivation(of: song.span)
    return zip(activation.beat, activation.downbeat).flatMap { [$0, $1] }
  }

  private static func decode(_ path: FilePath) throws -> StereoBuffer {
    let file = try FileDescriptor.open(path, .readOnly)
    defer { try? file.close() }  // A file only read from loses nothing.
    var stream = try DecodingStream(descriptor: file.rawValue)
    var song = StereoBuffer(count: 0)
    var block = StereoBuffer(count: 1 << 16)
    while true {
      var room = block.mutableSpan
      let count = try stream.read(into: &room)
      if count == 0 { return song }
      song.left += block.left[..<count]
      song.right += block.right[..<count]
    }
  }
}
