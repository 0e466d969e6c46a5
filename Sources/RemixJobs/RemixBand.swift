import Audio
import Remixing
import SharedMemory
import SignalProcessing
import Synthesis

/// The instruments of a remix, and in shared memory the drums, which the workers make.
struct RemixBand {
  let instruments: RemixInstruments
  /// As the kit has them.
  let drums: SharedStereo

  /// Silent drums.
  init(_ instruments: RemixInstruments) throws(SharedMemoryError) {
    self.instruments = instruments
    let count = instruments.kit.sampleCount
    drums = try SharedStereo(named: "wubremix-drums", capacity: max(count, 1))
    try drums.grow(to: count)
    drums.publish(count: count)
  }

  /// Drums that have to be made.
  var drumCount: Int { instruments.kit.made.count }

  /// Makes one of them.
  ///
  /// - Returns: Its fingerprint.
  func makeDrum(_ index: Int) -> UInt64 {
    let kit = instruments.kit
    let sound = kit.made[index]
    let hit = kit.make(sound)
    var place = drums.slot(kit.place(of: sound))
    place.left.copy(hit.left.span)
    place.right.copy(hit.right.span)
    return checksum(ofDrum: index)
  }

  /// The fingerprint of a drum as it stands in shared memory.
  func checksum(ofDrum index: Int) -> UInt64 {
    drums.checksum(of: instruments.kit.place(of: instruments.kit.made[index]))
  }
}
