package import Audio

/// The groups that the sounds of a remix are mixed in.
package enum MixBus: String, CaseIterable, Sendable {
  /// The song.
  case source
  case bass
  case drums
  /// Pads, sweeps and noise.
  case fx
}

/// A stretch of the remix, group by group.
package struct MixBuses: Sendable {
  package private(set) var count: Int
  package var source: StereoBuffer
  package var bass: StereoBuffer
  package var drums: StereoBuffer
  package var fx: StereoBuffer

  /// Silence.
  package init(count: Int) {
    self.count = count
    source = StereoBuffer(count: count)
    bass = StereoBuffer(count: count)
    drums = StereoBuffer(count: count)
    fx = StereoBuffer(count: count)
  }

  /// Makes this `count` samples long in the memory it has: silence, but for the song, which is whatever it was.
  mutating func clear(count: Int) {
    self.count = count
    source.resize(to: count)
    bass.silence(count: count)
    drums.silence(count: count)
    fx.silence(count: count)
  }

  package subscript(bus: MixBus) -> StereoBuffer {
    switch bus {
    case .source: source
    case .bass: bass
    case .drums: drums
    case .fx: fx
    }
  }

  /// Makes one sample of every group louder or softer.
  mutating func scale(at index: Int, by gain: Float) {
    source.scale(at: index, by: gain)
    bass.scale(at: index, by: gain)
    drums.scale(at: index, by: gain)
    fx.scale(at: index, by: gain)
  }

  /// Overwrites `output` with the sum of all groups.
  ///
  /// - Parameter output: Shape: the buses.
  package func sum(into output: inout MutableStereoSpan) {
    precondition(output.count == count, "the sum is as long as its parts")
    Self.sum(source.left, bass.left, drums.left, fx.left, into: &output.left)
    Self.sum(source.right, bass.right, drums.right, fx.right, into: &output.right)
  }

  private static func sum(
    _ source: [Float], _ bass: [Float], _ drums: [Float], _ fx: [Float], into output: inout MutableSpan<Float>
  ) {
    let (source, bass, drums, fx) = (source.span, bass.span, drums.span, fx.span)
    for index in output.indices {
      output[index] = source[index] + bass[index] + (drums[index] + fx[index])
    }
  }
}

extension StereoBuffer {
  fileprivate mutating func scale(at index: Int, by gain: Float) {
    left[index] *= gain
    right[index] *= gain
  }
}
