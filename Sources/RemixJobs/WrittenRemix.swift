import Audio
import AudioFiles
import Remixing
import SignalProcessing

/// A remix as a listener hears it: coding to MP3 can lift peaks by more than the limiter allowed for, and at low bitrates
/// it takes loudness away.
struct WrittenRemix {
  /// A peak over the ceiling.
  struct Peak: Equatable {
    /// The block of `PeakRelief` that it lies in.
    let block: Int
    let excessDB: Double
  }

  /// All that are over the ceiling, at most one for each block.
  let peaks: [Peak]
  /// `nil` for what is silent or very short.
  let loudnessLUFS: Double?

  /// Decodes what was written to `output`.
  ///
  /// - Parameter ceilingDB: What its true peaks may reach, in dBTP.
  init(of output: Int32, ceilingDB: Double) throws(JobFailure) {
    let ceiling = Float(Decibels.gain(fromDB: ceilingDB))
    var meter = TruePeakMeter(above: ceiling)
    var loudness = IntegratedLoudness()
    var block = StereoBuffer(count: PeakRelief.blockLength)
    var (position, peaks) = (0, [Peak]())
    do throws(AudioFileError) {
      var stream = try DecodingStream(descriptor: output)
      while true {
        var samples = block.mutableSpan
        let count = try stream.read(into: &samples)
        if count == 0 {
          meter.finish()
        } else {
          meter.feed(block.span.extracting(0..<count))
          loudness.feed(block.span.extracting(0..<count))
        }
        if let peak = meter.takePeak() {
          let excess = Decibels.decibels(fromGain: Double(peak / ceiling))
          peaks.append(Peak(block: position / PeakRelief.blockLength, excessDB: excess))
        }
        if count == 0 { break }
        position += count
      }
    } catch {
      throw .outputWriteFailed(reason: "reading back what was written: \(error)")
    }
    self.peaks = peaks
    loudnessLUFS = loudness.lufs
  }
}
