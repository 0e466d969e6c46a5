import ForkPool
import Foundation
import Testing

/// What the machine refuses.
struct ShortageTests {
  @Test(arguments: Schedule.allCases)
  func `a fork that fails, whichever, ends in the results or in an error, with nothing left`(_ schedule: Schedule)
    throws
  {
    for first in 0..<4 {
      let run = try probe("squares", schedule, failing: "fork", first: first, times: 1, errno: EAGAIN)
      // A pool works with those that it has; a partition has nobody for the rest.
      let isPartial = schedule == .partition && first < 3
      #expect(run.result == (isPartial ? nil : "[0, 1, 4, 9, 16, 25, 36, 49, 64]"), "fork \(first)")
      #expect(!isPartial || run.error?.hasPrefix("no process or memory: fork: ") == true)
    }
    let never = try probe("squares", schedule, failing: "fork", first: 0, times: 1 << 60, errno: EAGAIN)
    #expect(never.error?.hasPrefix("no process or memory: fork: ") == true)
  }

  @Test(arguments: Schedule.allCases, ["memfd", "mmap", "fallocate", "pipe", "eventfd", "write", "open"])
  func `a call that is refused ends in the results or in an error, with nothing left`(
    _ schedule: Schedule, _ call: String
  ) throws {
    for first in [0, 1, 2, 4, 8, 16] {
      let run = try probe("squares", schedule, failing: call, first: first, times: 1, errno: ENOMEM)
      #expect(run.result == "[0, 1, 4, 9, 16, 25, 36, 49, 64]" || run.error != nil, "\(call) \(first): \(run.output)")
    }
  }

  @Test(arguments: Schedule.allCases)
  func `a child that has no memory left fails its item, and not the caller`(_ schedule: Schedule) throws {
    var words: Set<String> = []
    for first in 0..<40 {
      let run = try probe("abort", schedule, failing: "mmap", first: first, times: 1 << 60, errno: ENOMEM)
      words.insert(try #require(run.error, "mmap \(first): \(run.output)"))
    }
    #expect(words.contains { $0.hasPrefix("item 4: there was no memory for it") }, "\(words)")
  }

  @Test(arguments: Schedule.allCases)
  func `limits that are too low are told`(_ schedule: Schedule) throws {
    for (limit, word) in [
      ("-n 8", "Too many open files"), ("-v 3000000", "no process or memory"), ("-f 0", "no process or memory"),
    ] {
      let run = try probe("squares", schedule, limit: limit)
      #expect(run.error?.contains(word) == true, "\(limit): \(run.output)")
    }
  }
}
