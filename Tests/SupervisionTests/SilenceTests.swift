import Processes
import Supervision
import Testing

struct SilenceTests {
  private let second: UInt64 = 1_000_000_000
  private let limits = SilenceLimits(ifStopped: 2_000_000_000, usual: 2_000_000_000, longest: 20_000_000_000)

  /// The verdict on one that used `used` seconds of half a second.
  private func kind(used: Double, silence: Double, answers: Bool = true) -> Incident.Kind? {
    SilenceWatch.kind(
      usedCPU: UInt64(used * 1e9), watched: SilenceWatch.moment, silence: UInt64(silence * 1e9), hasAnswered: answers,
      limits: limits)
  }

  private func limits(longest: UInt64) -> PoolState.Limits {
    var limits = PoolState.Limits()
    limits.silenceNanoseconds = longest
    return limits
  }

  @Test func `one that uses its processor is spinning, one that uses none and answers is blocked`() {
    #expect(kind(used: 0.5, silence: 2.6) == .spinning)
    #expect(kind(used: 0.2, silence: 2.6) == .spinning)
    #expect(kind(used: 0.001, silence: 2.6) == .blocked)
    #expect(kind(used: 0, silence: 2.6) == .blocked)
  }

  @Test func `one that is short of a processor or waits for a disk has until the longest limit`() {
    // A hundredth of a processor, as one of many on a machine with a quota has.
    #expect(kind(used: 0.005, silence: 2.6) == nil)
    #expect(kind(used: 0.1, silence: 19) == nil)
    #expect(kind(used: 0.1, silence: 20) == .spinning)
    #expect(kind(used: 0, silence: 19, answers: false) == nil)
    #expect(kind(used: 0, silence: 20, answers: false) == .blocked)
  }

  @Test func `patience is three times what nearly all tasks take, at least two seconds, doubled for each attempt`() {
    var times = TaskTimes()
    #expect(times.silenceLimits(kind: 1, attempt: 0, limits: limits(longest: 20 * second)).usual == 2 * second)
    for _ in 0..<99 { times.add(second, kind: 1) }
    times.add(10 * second, kind: 1)
    #expect(times.ninetyNinth(kind: 1) == second)
    #expect(times.silenceLimits(kind: 1, attempt: 0, limits: limits(longest: 20 * second)).usual == 3 * second)
    #expect(times.silenceLimits(kind: 1, attempt: 1, limits: limits(longest: 20 * second)).usual == 6 * second)
    #expect(times.silenceLimits(kind: 1, attempt: 2, limits: limits(longest: 10 * second)).usual == 10 * second)
    #expect(times.silenceLimits(kind: 2, attempt: 0, limits: limits(longest: 20 * second)).usual == 2 * second)
  }

  @Test func `the ninety-ninth of few tasks is the slowest, and old ones are forgotten`() {
    var times = TaskTimes()
    for time: UInt64 in [3, 1, 2] { times.add(time, kind: 7) }
    #expect(times.ninetyNinth(kind: 7) == 3)
    for _ in 0..<512 { times.add(1, kind: 7) }
    #expect(times.ninetyNinth(kind: 7) == 1)
  }
}
