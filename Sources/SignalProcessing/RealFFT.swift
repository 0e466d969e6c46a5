import CKissFFT
import Glibc

/// The forward Fourier transform of real samples, planned once for one length.
///
/// Wraps kissfft's `kiss_fftr`; not scaled: a full-scale sine on a bin has magnitude `length / 2`.
///
/// Safe: it alone holds the plan and the scratch spectrum, and frees both; a method leaves nothing behind in them.
@safe package struct RealFFT: ~Copyable {
  /// Samples per transform.
  package let length: Int
  /// Bins per spectrum, from 0 Hz to the Nyquist frequency: `length / 2 + 1`.
  package var binCount: Int { length / 2 + 1 }

  private let plan: kiss_fftr_cfg
  private let spectrum: UnsafeMutablePointer<kiss_fft_cpx>

  /// Plans transforms of `length` samples: even, at least 2; powers of two are fastest.
  package init(length: Int) {
    precondition(length >= 2 && length.isMultiple(of: 2), "a real transform has an even length")
    guard let plan = unsafe kiss_fftr_alloc(Int32(length), 0, nil, nil) else {
      fatalError("no memory for a Fourier transform of \(length) samples")
    }
    self.length = length
    unsafe self.plan = plan
    unsafe spectrum = .allocate(capacity: length / 2 + 1)
  }

  deinit {
    // kissfft's `kiss_fftr_free` is a macro for this.
    unsafe free(UnsafeMutableRawPointer(plan))
    unsafe spectrum.deallocate()
  }

  /// Writes the squared magnitudes of the spectrum of `samples`.
  ///
  /// - Parameters:
  ///   - samples: Shape: `length`.
  ///   - power: Shape: the first `power.count` bins, at most `binCount`.
  package func powerSpectrum(of samples: Span<Float>, into power: inout MutableSpan<Float>) {
    precondition(samples.count == length && power.count <= binCount, "spans must fit the planned length")
    unsafe samples.withUnsafeBufferPointer { samples in
      unsafe kiss_fftr(plan, samples.baseAddress, spectrum)
    }
    for bin in power.indices {
      let value = unsafe spectrum[bin]
      unsafe power[unchecked: bin] = value.r * value.r + value.i * value.i
    }
  }
}
