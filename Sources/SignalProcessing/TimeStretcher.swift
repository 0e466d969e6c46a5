package import Audio
import Glibc

/// Stretches a piece of a song to an exact number of samples, and shifts its pitch, with every attack kept.
///
/// Attacks (the first sample's, and those found within the range) are copied at their own speed and land where a
/// straight line from the range to the output puts them. Only the sustain between them changes length: by joins, each
/// of which leaves out or repeats some tens of milliseconds where the two sides resemble each other most (waveform
/// similarity, as in WSOLA by Verhelst and Roelands 1993, but with as few joins as the length allows).
///
/// Reuse one instance for its buffers; a result never depends on earlier calls.
package struct TimeStretcher: ~Copyable {
  /// Samples after the range that a stretch may read: the end is the song's own sound, but never its next attack.
  package static let lookahead = SliceSound.padding + shortestRange
  /// A shorter range (20 ms) holds no join and is read beyond its end.
  private static let shortestRange = 882
  /// Source samples per output sample; of a longer range only the start is heard.
  private static let fastest = 4.0
  /// What may be asked of the pitch: two octaves either way.
  package static let semitoneLimits = -24.0...24.0

  private var sound = SliceSound()
  private var planner = SplicePlanner()
  private var resampler = PitchResampler()
  private var stretched = StereoBuffer(count: 0)

  package init() {}

  /// Fills `output` with the sound of `range`, whatever the two lengths; outside of `source` lies silence.
  ///
  /// - Parameter semitones: By how much the pitch rises; the length stays that of `output`.
  package mutating func stretch(
    _ source: StereoSpan, range: Range<Int>, semitones: Double = 0, into output: inout MutableStereoSpan
  ) {
    let count = output.count
    guard count > 0 else { return }
    let shift = min(max(semitones, Self.semitoneLimits.lowerBound), Self.semitoneLimits.upperBound)
    guard shift != 0 else {
      splice(source, range, count: count, margin: 0, into: &output)
      return
    }
    // Played faster by `speed`, a longer stretch gets the length asked for and the pitch along with it.
    let speed = pow(2, shift / 12)
    let margin = PitchResampler.reach(atSpeed: speed)
    let inner = Int((Double(count) * speed).rounded(.up))
    var buffer = StereoBuffer(count: 0)
    swap(&buffer, &stretched)
    buffer.resize(to: inner + 2 * margin)
    var span = buffer.mutableSpan
    splice(source, range, count: inner, margin: margin, into: &span)
    resampler.resample(buffer.span, from: margin, speed: speed, into: &output)
    swap(&buffer, &stretched)
  }

  /// Writes a stretch to `count` samples, with `margin` samples of its surroundings on either side.
  private mutating func splice(
    _ source: StereoSpan, _ range: Range<Int>, count: Int, margin: Int, into output: inout MutableStereoSpan
  ) {
    let longest = Int(Double(count) * Self.fastest)
    let length = min(max(range.count, Self.shortestRange), max(longest, Self.shortestRange))
    sound.load(source, range.lowerBound..<range.lowerBound + length)
    let joins = range.count == count ? [] : planner.joins(of: sound, count: count)
    sound.play(joins, from: -margin, into: &output)
  }
}
