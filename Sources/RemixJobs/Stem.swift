package import Remixing

/// One of the sound files that a remix is taken apart into.
package enum Stem: Equatable, Sendable {
  /// One group of sounds.
  case bus(MixBus)
  /// All of them together, before gain and limiter.
  case mix

  package static var all: [Stem] { MixBus.allCases.map(bus) + [.mix] }

  /// The file's name without its extension.
  package var name: String {
    switch self {
    case .bus(let bus): bus.rawValue
    case .mix: "mix"
    }
  }
}
