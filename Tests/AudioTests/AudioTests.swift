import Audio
import Testing

struct AudioTests {
  @Test func `6 decibels are about twice the amplitude and back`() {
    #expect(abs(Decibels.gain(fromDB: 6.0206) - 2) < 1e-4)
    #expect(abs(Decibels.decibels(fromGain: 0.5) + 6.0206) < 1e-4)
    #expect(abs(Decibels.decibels(fromPower: 100) - 20) < 1e-12)
    #expect(Decibels.decibels(fromGain: 0) == -.infinity)
  }

  @Test func `a second is 44 100 samples and times round to the nearest sample`() {
    #expect(WorkingFormat.sampleIndex(atSeconds: 1) == 44_100)
    #expect(WorkingFormat.seconds(ofSamples: 22_050) == 0.5)
    for sample in [0, 1, 441, 123_457] {
      #expect(WorkingFormat.sampleIndex(atSeconds: WorkingFormat.seconds(ofSamples: sample)) == sample)
    }
  }

  @Test func `a part of a stereo view shows the same samples`() {
    let buffer = StereoBuffer(left: [1, 2, 3, 4], right: [5, 6, 7, 8])
    let part = buffer.span.extracting(1..<3)
    #expect(part.count == 2)
    #expect(part.left[0] == 2 && part.right[1] == 7)
  }
}
