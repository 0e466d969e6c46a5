import Audio
import AudioFiles
import BeatTracking
import Remixing
import SignalProcessing
import Synthesis
import SystemPackage

/// Runs each kernel of a remix once over the start of a song, in one process, for a profiler that counts instructions.
///
/// `kernel-costs SONG SECONDS`. The profiler writes what it has counted whenever `profilerBoundary` is entered
/// (`--dump-before` of callgrind); the lines printed there say which count is which. Kernels are the lines of `main`:
/// what a kernel needs is made by those above it.
@main
struct KernelCosts {
  static func main() throws {
    guard CommandLine.arguments.count == 3, let seconds = Int(CommandLine.arguments[2]), seconds > 0 else {
      print("usage: kernel-costs SONG SECONDS")
      return
    }
    let path = FilePath(CommandLine.arguments[1])
    let song = try measured("decode") { try decode(path, atMost: seconds * WorkingFormat.sampleRate) }

    let features = measured("features") { FeatureKernel.features(of: song) }
    let powers = measured("loudness") { FeatureKernel.gatingBlockPowers(of: song) }
    let analysis = measured("hearing") {
      SongAnalysis(features: features.span, gatingBlockPowers: powers.span, source: song.span)
    }

    let plan = measured("plan") { RemixPlan(analysis: analysis, options: RemixOptions()) }
    let instruments = measured("instruments") { RemixInstruments(for: plan) }
    let drums = measured("drums") { instruments.kit.makeAll() }
    let mix = measured("render") { RenderKernel.mix(of: plan, source: song, instruments: instruments, drums: drums) }

    let levels = measured("levels") { MasterKernel.levels(of: mix) }
    let gains = measured("find the gain") { MasterKernel.gains(for: levels) }
    let mastered = measured("master") { MasterKernel.mastered(mix, plan: plan, levels: levels, gains: gains) }
    let peakCount = measured("true peaks") { MasterKernel.peakCount(in: mastered) }

    let pieces = MP3Pieces(settings: MP3Settings(), sampleCount: mastered.count, count: 2)
    let encoded = try measured("encode") { try PieceKernel.encoded(mastered, pieces: pieces) }
    let fits = try measured("join") { try PieceKernel.join(encoded, pieces: pieces) }

    let (heard, made) = (song.count, mastered.count)
    print("song \(WorkingFormat.seconds(ofSamples: heard)) remix \(WorkingFormat.seconds(ofSamples: made))")
    // Kernels that went wrong would cost something else, and nobody would know.
    precondition(fits && peakCount < 10, "the remix of \(path) came out wrong")
  }

  private static func measured<Value: ~Copyable>(_ name: String, _ kernel: () throws -> Value) rethrows -> Value {
    profilerBoundary("begin \(name)")
    let value = try kernel()
    profilerBoundary("end \(name)")
    return value
  }

  private static func decode(_ path: FilePath, atMost limit: Int) throws -> StereoBuffer {
    let file = try FileDescriptor.open(path, .readOnly)
    defer { try? file.close() }  // A file only read from loses nothing.
    var stream = try DecodingStream(descriptor: file.rawValue)
    var song = StereoBuffer(count: 0)
    var block = StereoBuffer(count: 1 << 16)
    while song.count < limit {
      var room = block.mutableSpan
      let count = min(try stream.read(into: &room), limit - song.count)
      if count == 0 { break }
      song.left += block.left[..<count]
      song.right += block.right[..<count]
    }
    return song
  }
}

/// Where the profiler starts a new count; it finds this function by its name.
@inline(never)
func profilerBoundary(_ line: String) {
  print(line)
}
