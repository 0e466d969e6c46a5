import Audio
import BeatTracking
import Glibc
import SignalProcessing

/// Plays the slices of the song: stretched, joined by crossfades, filtered.
struct SourceLayer: ~Copyable {
  /// Samples (3 ms) over which one slice takes over from another, equal in power, up to the grid: an attack that lies on
  /// the grid is never faded.
  static let crossfade = 132
  /// Samples (30 ms) of the song left out before an attack that ends a slice: stretching takes from a little ahead, and
  /// would let that attack be heard twice.
  private static let lead = 1_323
  /// Samples rendered ahead of a segment and thrown away, so that the filters have forgotten where they started: at
  /// their lowest cutoff less than a millionth is left.
  static let warmUp = 4_800

  private var stretcher = TimeStretcher()
  private var cache: [CachedSlice] = []
  private let fadeIn: [Float]
  private var bus = StereoBuffer(count: 0)

  init() {
    fadeIn = (0..<Self.crossfade).map { Float(sin(0.5 * .pi * (Double($0) + 0.5) / Double(Self.crossfade))) }
  }

  /// The slices that a segment hears, its filters' warm-up included.
  static func slices(of plan: RemixPlan, touching segment: Range<Int>) -> Range<Int> {
    // A slice starts up to its own length before what it touches, and fades in before its start.
    let first = EventSearch.firstIndex(
      of: plan.slices, startingAtOrAfter: segment.lowerBound - warmUp - longestSlice, start: \.output.lowerBound)
    let end = EventSearch.firstIndex(
      of: plan.slices, startingAtOrAfter: segment.upperBound + crossfade, start: \.output.lowerBound)
    return first..<max(first, end)
  }

  /// Samples of a slice at most.
  static let longestSlice = 2 * RemixGrid.samplesPerBeat

  /// The samples of the song that a slice may read.
  static func samplesRead(by slice: SourceSlice) -> Range<Int> {
    let around = AttackFinder.samplesRead
    let end = slice.source.upperBound + around.upperBound + TimeStretcher.lookahead
    return slice.source.lowerBound + around.lowerBound - crossfade..<end
  }

  /// Overwrites `output` with the song's part of `segment`, filtered as the plan's `sourceMix` says.
  mutating func render(
    _ plan: RemixPlan, segment: Range<Int>, source: StereoSpan, into output: inout MutableStereoSpan
  ) {
    let start = segment.lowerBound - Self.warmUp
    bus = StereoBuffer(count: segment.upperBound - start)
    for index in Self.slices(of: plan, touching: segment) {
      let slice = plan.slices[index]
      guard slice.output.upperBound > start else { continue }
      let sound = cached(slice) ?? remember(slice, faded(slice, source: source))
      add(sound, at: slice.output.lowerBound - Self.crossfade - start, gain: slice.gain)
    }
    var filter = SourceFilter()
    filter.process(bus.span, from: start, along: plan.sourceMix, skipping: Self.warmUp, into: &output)
  }

  private mutating func add(_ sound: StereoBuffer, at start: Int, gain: Float) {
    let first = max(start, 0)
    let last = min(start + sound.count, bus.count)
    guard first < last else { return }
    let sound = sound.span.extracting(first - start..<last - start)
    var target = bus.mutableSpan
    for index in 0..<sound.count {
      target.left[first + index] += gain * sound.left[index]
      target.right[first + index] += gain * sound.right[index]
    }
  }

  /// A slice with its fades, from `crossfade` samples before its place on.
  private mutating func faded(_ slice: SourceSlice, source: StereoSpan) -> StereoBuffer {
    let count = slice.output.count
    var body = StereoBuffer(count: count)
    var span = body.mutableSpan
    let range = Self.exactRange(of: slice, in: source)
    switch slice.playback {
    case .stretched: stretcher.stretch(source, range: range, into: &span)
    case .tapeStop: TapeStop.play(source, from: range.lowerBound, into: &span)
    }
    // What the song has just before the slice leads into it at its own speed.
    var lead = StereoBuffer(count: Self.crossfade)
    var leadSpan = lead.mutableSpan
    let start = range.lowerBound
    stretcher.stretch(source, range: start - Self.crossfade..<start, into: &leadSpan)
    var sound = StereoBuffer(left: lead.left + body.left, right: lead.right + body.right)
    let end = sound.count - 1
    for (index, gain) in fadeIn.enumerated() {
      sound.left[index] *= gain
      sound.right[index] *= gain
      sound.left[end - index] *= gain
      sound.right[end - index] *= gain
    }
    return sound
  }

  /// The slice from attack to attack; a slice of unchanged speed keeps its length.
  private static func exactRange(of slice: SourceSlice, in source: StereoSpan) -> Range<Int> {
    let start = AttackFinder.attack(near: slice.source.lowerBound, in: source) ?? slice.source.lowerBound
    guard slice.source.count != slice.output.count else { return start..<start + slice.source.count }
    let attack = AttackFinder.attack(near: slice.source.upperBound, in: source)
    let end = attack.map { $0 - lead } ?? slice.source.upperBound
    // Beats closer together than attacks are found are no music.
    return end - start > slice.source.count / 2 ? start..<end : slice.source
  }

  // MARK: Cache

  private func cached(_ slice: SourceSlice) -> StereoBuffer? {
    cache.first { $0.matches(slice) }?.sound
  }

  private mutating func remember(_ slice: SourceSlice, _ sound: StereoBuffer) -> StereoBuffer {
    if cache.count == Self.cacheLimit { cache.removeFirst() }
    cache.append(CachedSlice(slice: slice, sound: sound))
    return sound
  }

  /// Slices kept: those of about two segments, 300 kB each.
  private static let cacheLimit = 24

  private struct CachedSlice {
    let slice: SourceSlice
    let sound: StereoBuffer

    /// Whether `other` sounds the same, wherever and however loud it is played.
    func matches(_ other: SourceSlice) -> Bool {
      slice.source == other.source && slice.output.count == other.output.count && slice.playback == other.playback
    }
  }
}
