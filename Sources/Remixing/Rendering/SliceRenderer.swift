import Audio
import BeatTracking
import Glibc
import SignalProcessing
import Styles
import Synthesis

/// Renders single slices of the song: stretched, turned round, gated, filtered, with their fades.
struct SliceRenderer: ~Copyable {
  private var stretcher = TimeStretcher()
  private var separated = SeparatedSong()
  private var cache: [CachedSlice] = []

  /// Slices kept: those of about four segments, up to 300 kB each.
  private static let cacheLimit = 48
  /// Samples over which a gate opens or closes.
  private static let gateRamp = 90.0

  /// The samples of the song that a slice may read.
  static func samplesRead(by slice: SourceSlice) -> Range<Int> {
    let direct = samplesPlayed(by: slice)
    return slice.component == .whole ? direct : SeparatedSong.samplesRead(for: direct)
  }

  private static func samplesPlayed(by slice: SourceSlice) -> Range<Int> {
    // Up to four times as fast, the lead is that much longer.
    let around = 4 * slice.fadeIn + TimeStretcher.lookahead
    return slice.source.lowerBound - around..<slice.source.upperBound + around
  }

  /// Takes the song apart where slices that are yet unknown will need it, in longer stretches than each would alone.
  mutating func prepare(_ slices: some Sequence<SourceSlice>, source: StereoSpan) {
    let needed = slices.filter { $0.component != .whole && known($0) == nil }
    separated.prepare(needed.map { Self.samplesPlayed(by: $0) }, of: source)
  }

  private func known(_ slice: SourceSlice) -> StereoBuffer? {
    cache.first { $0.slice.sounds(like: slice) }?.sound
  }

  /// A slice with its fades, from `fadeIn` samples before its place on; its gain is left to the caller.
  mutating func sound(of slice: SourceSlice, source: StereoSpan) -> StereoBuffer {
    if let known = known(slice) { return known }
    let sound: StereoBuffer
    if slice.component == .whole {
      sound = render(slice, source: source)
    } else {
      let played = Self.samplesPlayed(by: slice)
      let part = separated.part(slice.component, of: source, played)
      var moved = slice
      moved.source = slice.source.lowerBound - played.lowerBound..<slice.source.upperBound - played.lowerBound
      sound = render(moved, source: part.span)
    }
    if cache.count == Self.cacheLimit { cache.removeFirst() }
    cache.append(CachedSlice(slice: slice, sound: sound))
    return sound
  }

  private mutating func render(_ slice: SourceSlice, source: StereoSpan) -> StereoBuffer {
    var sound = slice.semitones == 0 ? ledInto(slice, source: source) : shifted(slice, source: source)
    if slice.playback == .reversed {
      sound.left[slice.fadeIn...].reverse()
      sound.right[slice.fadeIn...].reverse()
    }
    filter(&sound, as: slice)
    if let gate = slice.gate { Self.apply(gate, to: &sound, from: slice.output.lowerBound - slice.fadeIn) }
    let fadesIn = slice.playback == .reversed ? slice.fadeIn..<min(2 * slice.fadeIn, sound.count) : 0..<slice.fadeIn
    Self.fade(&sound, in: fadesIn, outLast: min(slice.fadeOut, slice.output.count))
    return sound
  }

  /// A slice after what the song has just before it, which leads into it at its own speed.
  private mutating func ledInto(_ slice: SourceSlice, source: StereoSpan) -> StereoBuffer {
    var sound = StereoBuffer(count: slice.fadeIn + slice.output.count)
    var span = sound.mutableSpan
    let start = slice.source.lowerBound
    if slice.playback != .reversed {
      var lead = span.extracting(0..<slice.fadeIn)
      stretcher.stretch(source, range: start - slice.fadeIn..<start, into: &lead)
    }
    var body = span.extracting(slice.fadeIn..<span.count)
    switch slice.playback {
    case .stretched, .reversed: stretcher.stretch(source, range: slice.source, into: &body)
    case .tapeStop: TapeStop.play(source, from: start, into: &body)
    }
    return sound
  }

  /// A slice of another pitch: what leads into it must be shifted along with it, or the wave would break where they meet.
  private mutating func shifted(_ slice: SourceSlice, source: StereoSpan) -> StereoBuffer {
    let ratio = Double(slice.source.count) / Double(slice.output.count)
    let lead = slice.playback == .reversed ? 0 : slice.fadeIn
    let start = slice.source.lowerBound - Int((Double(lead) * ratio).rounded())
    var sound = StereoBuffer(count: lead + slice.output.count)
    var span = sound.mutableSpan
    stretcher.stretch(source, range: start..<slice.source.upperBound, semitones: slice.semitones, into: &span)
    let silence = [Float](repeating: 0, count: slice.fadeIn - lead)
    return StereoBuffer(left: silence + sound.left, right: silence + sound.right)
  }

  private func filter(_ sound: inout StereoBuffer, as slice: SourceSlice) {
    for (cutoff, isHigh) in [(slice.highPassHz, true), (slice.lowPassHz, false)] {
      guard let cutoff else { continue }
      let coefficients = FilterCoefficients(cutoff: cutoff, damping: 1.2)
      var left = StateVariableFilter()
      var right = StateVariableFilter()
      for index in 0..<sound.count {
        let outputs = (left.process(sound.left[index], coefficients), right.process(sound.right[index], coefficients))
        sound.left[index] = isHigh ? outputs.0.high : outputs.0.low
        sound.right[index] = isHigh ? outputs.1.high : outputs.1.low
      }
    }
  }

  /// Lets the sound through where the gate is open.
  ///
  /// - Parameter start: The sample of the remix that is the sound's first.
  private static func apply(_ gate: [Range<Int>], to sound: inout StereoBuffer, from start: Int) {
    var gated = StereoBuffer(count: sound.count)
    for opening in gate {
      let range = (opening.lowerBound - start..<opening.upperBound - start).clamped(to: 0..<sound.count)
      for index in range {
        let toEdge = Double(min(start + index - opening.lowerBound, opening.upperBound - start - index))
        let level = Float(min(toEdge / gateRamp, 1))
        gated.left[index] = level * sound.left[index]
        gated.right[index] = level * sound.right[index]
      }
    }
    sound = gated
  }

  /// Fades in over `first` and out over the last samples, equal in power and without a corner.
  private static func fade(_ sound: inout StereoBuffer, in first: Range<Int>, outLast last: Int) {
    for (place, index) in first.enumerated() {
      let gain = fadeGain((Double(place) + 0.5) / Double(first.count))
      sound.left[index] *= gain
      sound.right[index] *= gain
    }
    for place in 0..<last {
      let gain = fadeGain((Double(place) + 0.5) / Double(last))
      sound.left[sound.count - 1 - place] *= gain
      sound.right[sound.count - 1 - place] *= gain
    }
  }

  /// Squared, the gains at `share` and at `1 - share` of a fade add up to 1.
  private static func fadeGain(_ share: Double) -> Float {
    let turn = sin(0.5 * .pi * share)
    return Float(sin(0.5 * .pi * turn * turn))
  }

  private struct CachedSlice {
    let slice: SourceSlice
    let sound: StereoBuffer
  }
}

extension SourceSlice {
  /// Whether `other` sounds the same, wherever and however loud it is played.
  fileprivate func sounds(like other: SourceSlice) -> Bool {
    guard gate == nil, source == other.source, output.count == other.output.count else { return false }
    var moved = other
    moved.output = output
    moved.gain = gain
    return moved == self
  }
}
