import Audio
import Glibc
import Styles

/// The time grid of a remix: an even tempo, four beats to the bar, from the first sample on.
package struct RemixGrid: Equatable, Sendable {
  package let beatsPerMinute: Double
  /// How late every second sixteenth comes, as a share of a sixteenth.
  package let swing: Double

  /// What one rendering task covers.
  package static let barsPerSegment = 2

  /// - Parameters:
  ///   - beatsPerMinute: 20...400.
  ///   - swing: 0..<1.
  package init(beatsPerMinute: Double, swing: Double = 0) {
    precondition((20...400).contains(beatsPerMinute) && (0..<1).contains(swing), "no tempo of music")
    self.beatsPerMinute = beatsPerMinute
    self.swing = swing
  }

  /// Samples, not rounded, that a beat lasts.
  package var samplesPerBeat: Double {
    60 * Double(WorkingFormat.sampleRate) / beatsPerMinute
  }

  /// The sample nearest to a tick of a bar.
  package func sample(bar: Int, tick: Int = 0) -> Int {
    sample(tick: bar * Ticks.perBar + tick)
  }

  /// The sample nearest to a tick counted from the start of the remix.
  package func sample(tick: Int) -> Int {
    Int((swung(tick) * samplesPerBeat / Double(Ticks.perBeat)).rounded())
  }

  /// Samples from one tick to another.
  package func samples(inTicks ticks: Range<Int>) -> Range<Int> {
    sample(tick: ticks.lowerBound)..<sample(tick: ticks.upperBound)
  }

  /// Bars, not rounded, that last as long as `seconds`.
  package func bars(inSeconds seconds: Double) -> Double {
    seconds * beatsPerMinute / (60 * Double(Ticks.beatsPerBar))
  }

  package func seconds(ofBars bars: Double) -> Double {
    bars * 60 * Double(Ticks.beatsPerBar) / beatsPerMinute
  }

  /// A place within its pair of sixteenths, the first one longer by the swing.
  private func swung(_ tick: Int) -> Double {
    guard swing > 0 else { return Double(tick) }
    let pair = 2 * Ticks.perSixteenth
    let start = tick / pair * pair
    let place = Double(tick - start)
    let sixteenth = Double(Ticks.perSixteenth)
    let turn = sixteenth * (1 + swing)
    return Double(start)
      + (place <= sixteenth
        ? place * (1 + swing)
        : turn + (place - sixteenth) * (1 - swing))
  }
}
