import Audio
import CSoxr

/// A soxr stream from any sample rate to that of `WorkingFormat`; the only code that speaks to soxr.
///
/// soxr's high quality: linear phase, 20 bits, its delay taken out again; n samples become n * ratio, rounded.
@safe  // The pointer is owned, set once, and freed in deinit.
struct Resampler: ~Copyable {
  private let stream: OpaquePointer

  /// - Parameter sourceRate: In Hz.
  init(from sourceRate: Int) throws(AudioFileError) {
    var error: soxr_error_t?
    var format = unsafe soxr_io_spec(SOXR_FLOAT32_S, SOXR_FLOAT32_S)
    var quality = unsafe soxr_quality_spec(UInt(SOXR_20_BITQ), UInt(SOXR_LINEAR_PHASE))
    // One thread: forked processes have no others.
    var runtime = unsafe soxr_runtime_spec(1)
    let stream = unsafe soxr_create(
      Double(sourceRate), Double(WorkingFormat.sampleRate), UInt32(WorkingFormat.channelCount), &error, &format,
      &quality, &runtime)
    guard let stream = unsafe stream, unsafe error == nil else {
      if let stream = unsafe stream { unsafe soxr_delete(stream) }
      throw .libraryFailed(library: "soxr", code: 0)
    }
    unsafe self.stream = stream
  }

  deinit { unsafe soxr_delete(stream) }

  /// Takes samples from the start of `input` and fills `output` from its start.
  ///
  /// - Parameter isLast: Whether no input follows: with an empty `input`, the tail comes out until `produced` is 0.
  mutating func process(
    _ input: StereoSpan, isLast: Bool, into output: inout MutableStereoSpan
  ) throws(AudioFileError) -> (consumed: Int, produced: Int) {
    let inputCount = input.count
    let outputCount = output.count
    var consumed = 0
    var produced = 0
    var failed = false
    unsafe input.left.withUnsafeBufferPointer { left in
      unsafe input.right.withUnsafeBufferPointer { right in
        unsafe output.left.withUnsafeMutableBufferPointer { outLeft in
          unsafe output.right.withUnsafeMutableBufferPointer { outRight in
            var inputs: [UnsafeRawPointer?] = unsafe [.init(left.baseAddress), .init(right.baseAddress)]
            var outputs: [UnsafeMutableRawPointer?] = unsafe [.init(outLeft.baseAddress), .init(outRight.baseAddress)]
            let ended = isLast && inputCount == 0
            let error = unsafe inputs.withUnsafeMutableBytes { inputs in
              unsafe outputs.withUnsafeMutableBytes { outputs in
                unsafe soxr_process(
                  stream, ended ? nil : UnsafeRawPointer(inputs.baseAddress), inputCount, &consumed,
                  outputs.baseAddress, outputCount, &produced)
              }
            }
            failed = unsafe error != nil
          }
        }
      }
    }
    if failed { throw .libraryFailed(library: "soxr", code: 0) }
    return (consumed, produced)
  }
}
