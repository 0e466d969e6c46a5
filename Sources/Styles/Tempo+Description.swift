extension Style.Tempo: CustomStringConvertible {
  /// As a style file says it.
  package var description: String {
    switch self {
    case .beatsPerMinute(let tempo): Quantity.short(tempo)
    case .song(let times): times == 1 ? "song" : "song x \(Quantity.short(times))"
    }
  }
}
