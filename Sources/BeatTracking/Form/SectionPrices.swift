import Glibc

/// What a section costs before it is heard, in bars that nothing explains: sections last some while, and count multiples of
/// eight or four bars.
enum SectionPrices {
  private static let sectionPrice: Float = 0.2
  /// What a section under four bars costs on top.
  private static let shortPrice: Float = 0.9
  /// Sections under this many seconds cost `octavePrice` per octave.
  private static let usualSeconds = 12.0
  private static let octavePrice: Float = 0.6

  /// - Parameter isLast: The song's ending counts no bars.
  static func price(ofBars bars: Int, seconds: Double, isLast: Bool) -> Float {
    var price = sectionPrice
    if !isLast || bars < 2 { price += lengthPrice(bars) }
    if bars < 4 { price += shortPrice }
    if seconds < usualSeconds { price += octavePrice * Float(log2(usualSeconds / max(seconds, 0.5))) }
    return price
  }

  private static func lengthPrice(_ bars: Int) -> Float {
    bars.isMultiple(of: 8) ? 0 : bars.isMultiple(of: 4) ? 0.1 : bars.isMultiple(of: 2) ? 0.2 : 0.45
  }
}
