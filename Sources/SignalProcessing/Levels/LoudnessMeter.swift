import Audio
import CEbur128
import Glibc

/// A running loudness meter: one libebur128 state, fed in hops of 100 ms.
///
/// Safe: it alone holds the state, and frees it.
@safe struct LoudnessMeter: ~Copyable {
  private var state: UnsafeMutablePointer<ebur128_state>?
  private var interleaved: [Float]

  init() {
    unsafe state = ebur128_init(
      UInt32(WorkingFormat.channelCount), UInt(WorkingFormat.sampleRate), Int32(EBUR128_MODE_M.rawValue))
    guard unsafe state != nil else { fatalError("no memory for a loudness meter") }
    interleaved = [Float](repeating: 0, count: WorkingFormat.channelCount * Loudness.hopLength)
  }

  deinit {
    var state = unsafe state
    unsafe ebur128_destroy(&state)
  }

  /// Filters `samples`, at most one hop of them.
  mutating func feed(_ samples: StereoSpan) {
    precondition(samples.count <= Loudness.hopLength, "a meter is fed hop by hop")
    for index in samples.left.indices {
      interleaved[2 * index] = samples.left[index]
      interleaved[2 * index + 1] = samples.right[index]
    }
    let code = unsafe interleaved.withUnsafeBufferPointer { buffer in
      unsafe ebur128_add_frames_float(state, buffer.baseAddress, samples.count)
    }
    guard code == EBUR128_SUCCESS.rawValue else { fatalError("no memory to feed a loudness meter") }
  }

  /// The power of the last hop: mean square after K-weighting, summed over the channels.
  func hopPower() -> Double {
    var loudness = 0.0
    let milliseconds = 1_000 * Loudness.hopLength / WorkingFormat.sampleRate
    let code = unsafe ebur128_loudness_window(state, UInt(milliseconds), &loudness)
    precondition(code == EBUR128_SUCCESS.rawValue, "the meter holds four hops")
    return Loudness.power(ofLUFS: loudness)
  }
}
