package import Audio
import CSoundTouch

/// Stretches a piece of a song to an exact number of samples without changing its pitch.
///
/// SoundTouch's overlap-add with waveform similarity: its first sequence (tens of milliseconds) is a plain copy, so an
/// attack on the first sample stays there. Reuse one instance; a result never depends on earlier calls.
///
/// Safe because the handle is owned by this value alone and every pointer handed over outlives its call.
@safe package struct TimeStretcher: ~Copyable {
  /// Samples after the range that a stretch may read, to end in the song's own sound rather than in silence.
  package static let lookahead = 12_288
  /// Source samples per output sample beyond which sound falls apart; a longer range is cut, a shorter one extended.
  private static let tempoLimits = 0.25...4.0
  private static let chunk = 1_024

  private let handle: HANDLE
  /// One chunk of interleaved samples, on its way in or out.
  private var interleaved = [Float](repeating: 0, count: 2 * chunk)

  package init() {
    guard let created = unsafe soundtouch_createInstance() else { fatalError("out of memory for a time stretcher") }
    _ = unsafe soundtouch_setChannels(created, 2)
    _ = unsafe soundtouch_setSampleRate(created, UInt32(WorkingFormat.sampleRate))
    // Pitch never changes, so the filter of the pitch stage would only blur.
    _ = unsafe soundtouch_setSetting(created, Setting.useAntiAliasFilter, 0)
    unsafe handle = created
  }

  deinit {
    unsafe soundtouch_destroyInstance(handle)
  }

  /// Fills `output` with the sound of `range`, whatever the two lengths; outside of `source` lies silence.
  package mutating func stretch(_ source: StereoSpan, range: Range<Int>, into output: inout MutableStereoSpan) {
    let count = output.count
    guard count > 0 else { return }
    let tempo = Double(range.count) / Double(count)
    guard range.count != count else {
      for index in 0..<count {
        let position = range.lowerBound + index
        let isInside = position >= 0 && position < source.count
        output.left[index] = isInside ? source.left[position] : 0
        output.right[index] = isInside ? source.right[position] : 0
      }
      return
    }
    unsafe soundtouch_clear(handle)
    unsafe soundtouch_setTempo(handle, Float(min(max(tempo, Self.tempoLimits.lowerBound), Self.tempoLimits.upperBound)))
    var position = range.lowerBound
    var filled = 0
    while filled < count {
      filled += receive(into: &output, from: filled)
      guard filled < count else { break }
      feed(source, from: position)
      position += Self.chunk
    }
  }

  private mutating func feed(_ source: StereoSpan, from start: Int) {
    for index in 0..<Self.chunk {
      let position = start + index
      let isInside = position >= 0 && position < source.count
      interleaved[2 * index] = isInside ? source.left[position] : 0
      interleaved[2 * index + 1] = isInside ? source.right[position] : 0
    }
    unsafe interleaved.withUnsafeBufferPointer { buffer in
      _ = unsafe soundtouch_putSamples(handle, buffer.baseAddress, UInt32(Self.chunk))
    }
  }

  /// Takes what is ready and returns how many samples that was.
  private mutating func receive(into output: inout MutableStereoSpan, from start: Int) -> Int {
    var filled = start
    while filled < output.count {
      let wanted = min(Self.chunk, output.count - filled)
      let received = unsafe interleaved.withUnsafeMutableBufferPointer { buffer in
        unsafe Int(soundtouch_receiveSamples(handle, buffer.baseAddress, UInt32(wanted)))
      }
      guard received > 0 else { break }
      for index in 0..<received {
        output.left[filled + index] = interleaved[2 * index]
        output.right[filled + index] = interleaved[2 * index + 1]
      }
      filled += received
    }
    return filled - start
  }

  /// Numbers of SoundTouch's settings; its C header leaves them out.
  private enum Setting {
    static let useAntiAliasFilter: Int32 = 0
  }
}
