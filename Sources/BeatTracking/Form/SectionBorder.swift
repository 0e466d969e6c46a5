/// Why a section starts where it does, how sure that is, and where else it might.
package struct SectionBorder: Equatable, Sendable {
  /// What sections differ in.
  package enum Aspect: CaseIterable, Sendable {
    case chords
    case bass
    case timbre
    case rhythm
  }

  /// How sure it is that a section starts within a bar of here, 0...1.
  ///
  /// 0: a form without this border explains the song as well. On songs of known form a share of
  /// `1 / (2 - confidence)` was right.
  package var confidence: Double
  /// What speaks for the border in what changes here, the clearest first.
  package var changes: [Aspect] = []
  /// How much louder the four bars after it are than the four before; `nil` beside silence.
  package var levelStepDB: Double?
  /// Another place in the song at which the same starts, in seconds; `nil` if there is none that counts.
  ///
  /// The start of a section if one does. Never the song's own, as it is told by the end of what differs before it.
  package var repetitionSeconds: Double?
  /// Where the border lies, in seconds, in the best form that has none exactly here, and how near that form comes to the
  /// chosen one (1: as good); `nil` if that form has none hereabouts.
  package var alternative: Candidate<Double>?

  package init(confidence: Double) {
    self.confidence = confidence
  }
}
