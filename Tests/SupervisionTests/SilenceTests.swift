import Processes
import Testing

@testable import Supervision

struct SilenceTests {
  private let second: UInt64 = 1_000_000_000
  private let limits = SilenceLimits(ifStopped: 2_000_000_000, usual: 2_000_000_000, longest: 20_000_000_000)

  private func kind(
    used: Double, silence: Double, answers: Bool = true, isStopped: Bool = false
  ) -> Incident.Kind? {
    SilenceWatch.kind(
      usedCPU: UInt64(used * 1e9), silence: UInt64(silence * 1e9), hasAnswered: answers, isStopped: isStopped,
      limits: limits)
  }

  @Test func `one that used its processor all the time is spinning, one that did not is blocked`() {
    #expect(kind(used: 2, silence: 2.1) == .spinning)
    #expect(kind(used: 1, silence: 2.1) == .spinning)
    #expect(kind(used: 0.01, silence: 2.1) == .blocked)
    #expect(kind(used: 0.01, silence: 2.1, answers: false, isStopped: true) == .stopped)
  }

  @Test func `one that was short of a processor or waits for a disk has until the longest limit`() {
    #expect(kind(used: 0.5, silence: 2.1) == nil)
    #expect(kind(used: 0.5, silence: 19) == nil)
    #expect(kind(used: 0.5, silence: 20) == .spinning)
    #expect(kind(used: 0.01, silence: 19, answers: false) == nil)
    #expect(kind(used: 0.01, silence: 20, answers: false) == .blocked)
  }

  @Test func `a process that does its work at a stretch is only ended early if it was stopped`() {
    let patient = SilenceLimits(ifStopped: 2 * second, usual: 60 * second, longest: 60 * second)
    let judge = { (isStopped: Bool, silence: UInt64) in
      SilenceWatch.kind(
        usedCPU: silence, silence: silence, hasAnswered: !isStopped, isStopped: isStopped, limits: patient)
    }
    #expect(judge(false, 30 * second) == nil)
    #expect(judge(true, 3 * second) == .stopped)
    #expect(judge(false, 60 * second) == .spinning)
  }

  @Test func `patience is three times what nearly all tasks take, at least two seconds, doubled for each attempt`() {
    var times = TaskTimes()
    #expect(times.silenceLimits(kind: 1, attempt: 0, longest: 20 * second).usual == 2 * second)
    for _ in 0..<99 { times.add(second, kind: 1) }
    times.add(10 * second, kind: 1)
    #expect(times.ninetyNinth(kind: 1) == second)
    #expect(times.silenceLimits(kind: 1, attempt: 0, longest: 20 * second).usual == 3 * second)
    #expect(times.silenceLimits(kind: 1, attempt: 1, longest: 20 * second).usual == 6 * second)
    #expect(times.silenceLimits(kind: 1, attempt: 2, longest: 10 * second).usual == 10 * second)
    #expect(times.silenceLimits(kind: 2, attempt: 0, longest: 20 * second).usual == 2 * second)
  }

  @Test func `the ninety-ninth of few tasks is the slowest, and old ones are forgotten`() {
    var times = TaskTimes()
    for time: UInt64 in [3, 1, 2] { times.add(time, kind: 7) }
    #expect(times.ninetyNinth(kind: 7) == 3)
    for _ in 0..<512 { times.add(1, kind: 7) }
    #expect(times.ninetyNinth(kind: 7) == 1)
  }
}
