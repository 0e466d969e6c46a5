import Audio
import SignalProcessing

/// Plays the slices of the song, joined by crossfades and filtered together.
struct SourceLayer: ~Copyable {
  /// Samples rendered ahead of a segment and thrown away, so that the filters have forgotten where they started: at
  /// their lowest cutoff, 30 Hz, less than a millionth is left.
  static let warmUp = 9_600

  private var renderer = SliceRenderer()
  private var bus = StereoBuffer(count: 0)
  /// Samples of the bus that were rendered ahead.
  private var ahead = 0

  /// The slices that a segment hears, its filters' warm-up included.
  static func slices(of plan: RemixPlan, touching segment: Range<Int>) -> Range<Int> {
    // A slice starts up to its own length before what it touches, and fades in before its start.
    let first = EventSearch.firstIndex(
      of: plan.slices, startingAtOrAfter: segment.lowerBound - warmUp - plan.reach.slice, start: \.output.lowerBound)
    let end = EventSearch.firstIndex(
      of: plan.slices, startingAtOrAfter: segment.upperBound + SongCutter.softFade, start: \.output.lowerBound)
    return first..<max(first, end)
  }

  /// The samples of the song that a slice may read.
  static func samplesRead(by slice: SourceSlice) -> Range<Int> {
    SliceRenderer.samplesRead(by: slice)
  }

  /// The song's part of the segment rendered last.
  var sound: StereoSpan {
    @_lifetime(borrow self)
    borrowing get { bus.span.extracting(ahead..<bus.count) }
  }

  /// Renders the song's part of `segment`, filtered as the plan's `sourceMix` says.
  mutating func render(_ plan: RemixPlan, segment: Range<Int>, source: StereoSpan) {
    // The filters look at their curve at multiples of a step.
    let start = (segment.lowerBound - Self.warmUp) / SourceFilter.controlStep * SourceFilter.controlStep
    ahead = segment.lowerBound - start
    bus.silence(count: segment.upperBound - start)
    let slices = plan.slices[Self.slices(of: plan, touching: segment)].filter { $0.output.upperBound > start }
    renderer.prepare(slices, source: source)
    for slice in slices {
      let sound = renderer.sound(of: slice, source: source)
      add(sound, at: slice.output.lowerBound - slice.fadeIn - start, gain: slice.gain)
    }
    var filter = SourceFilter()
    var whole = bus.mutableSpan
    filter.process(&whole, from: start, along: plan.sourceMix)
  }

  private mutating func add(_ sound: StereoBuffer, at start: Int, gain: Float) {
    let first = max(start, 0)
    let last = min(start + sound.count, bus.count)
    guard first < last else { return }
    let sound = sound.span.extracting(first - start..<last - start)
    var target = bus.mutableSpan
    var heard = target.extracting(first..<last)
    heard.left.add(sound.left, gain: gain)
    heard.right.add(sound.right, gain: gain)
  }
}
