import AnalysisFiles
import AudioFiles
import Batches
import Glibc
import Processes
import RemixJobs
import Styles

/// libFuzzer's entry: bytes, the first of which says which of our parsers the others are to do no harm to.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  guard count > 0 else { return 0 }
  let bytes = unsafe Array(UnsafeBufferPointer(start: start + 1, count: count - 1))
  switch unsafe start.pointee % 7 {
  case 0: _ = try? StyleFile(bytes: bytes, fileName: "fuzzed.yaml")
  case 1: _ = try? Recipe(json: bytes)
  case 2: _ = try? BeatsFile(bytes)
  case 3: _ = Journal.contents(in: bytes)
  case 4: join(bytes)
  case 5: withFile(bytes) { _ = try? SongTags(descriptor: $0) }
  default: withFile(bytes) { _ = try? SoundFileProbe(descriptor: $0) }
  }
  return 0
}

/// Takes `bytes` for a stream, and lays its frames out anew.
private func join(_ bytes: [UInt8]) {
  guard let frames = LayerThreeFrame.all(in: bytes) else { return }
  // What was read must hold together.
  precondition(
    frames.allSatisfy { $0.mainData.count * 8 >= $0.bitCount && $0.head.count == LayerThreeFrame.headLength })
}

private func withFile(_ bytes: [UInt8], _ body: (Int32) -> Void) {
  guard let file = try? FileSystem.createInMemory("fuzzed"), (try? writeAll(bytes, to: file.number)) != nil else {
    return
  }
  body(file.number)
}
