package import Synthesis

/// What all segments of a remix are played with.
package struct RemixInstruments: Sendable {
  /// What is hit; what it sounds like is made apart.
  package let kit: DrumKit
  let bank = SawBank()
  let samples: InstrumentSamples

  /// - Parameter samples: Recordings that take the place of instruments.
  package init(for plan: RemixPlan, samples: InstrumentSamples = InstrumentSamples()) {
    self.samples = samples
    kit = DrumKit(
      seed: plan.options.seed, tuning: DrumTuning(tonic: plan.key.bassFrequency(of: 0)), bank: bank, samples: samples,
      sounds: Set(plan.drumHits.map(\.sound)))
  }
}
