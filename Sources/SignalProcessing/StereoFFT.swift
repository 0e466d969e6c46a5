import CKissFFT
import Glibc

/// The Fourier transform of two real channels at once, and back: as the real and the imaginary part of one complex signal.
///
/// Whatever multiplies bins `k` and `length - k` alike by a real number filters both channels, without their spectra ever
/// being told apart.
///
/// Safe: it alone holds the plans and frees both; lengths are checked.
@safe struct StereoFFT: ~Copyable {
  /// Samples per transform.
  let length: Int
  private let forward: kiss_fft_cfg
  private let backward: kiss_fft_cfg

  init(length: Int) {
    guard let forward = unsafe kiss_fft_alloc(Int32(length), 0, nil, nil),
      let backward = unsafe kiss_fft_alloc(Int32(length), 1, nil, nil)
    else { fatalError("no memory for a Fourier transform of \(length) samples") }
    self.length = length
    unsafe self.forward = forward
    unsafe self.backward = backward
  }

  deinit {
    // kissfft's `kiss_fft_free` is a macro for this.
    unsafe free(UnsafeMutableRawPointer(forward))
    unsafe free(UnsafeMutableRawPointer(backward))
  }

  /// Writes the spectrum of `length` pairs of left and right samples, not scaled.
  func transform(_ samples: [SIMD2<Float>], into spectrum: inout [SIMD2<Float>]) {
    unsafe Self.run(forward, length, samples, &spectrum)
  }

  /// Writes the samples of a spectrum, `length` times as large as they were.
  func invert(_ spectrum: [SIMD2<Float>], into samples: inout [SIMD2<Float>]) {
    unsafe Self.run(backward, length, spectrum, &samples)
  }

  @unsafe private static func run(
    _ plan: kiss_fft_cfg, _ length: Int, _ input: [SIMD2<Float>], _ output: inout [SIMD2<Float>]
  ) {
    precondition(input.count == length && output.count == length, "arrays must fit the planned length")
    unsafe input.withUnsafeBytes { input in
      unsafe output.withUnsafeMutableBytes { output in
        unsafe kiss_fft(
          plan, input.baseAddress?.assumingMemoryBound(to: kiss_fft_cpx.self),
          output.baseAddress?.assumingMemoryBound(to: kiss_fft_cpx.self))
      }
    }
  }
}
