import ForkPool
import Foundation
import Testing

/// Each map runs in a program of its own, once with each schedule.
struct MapTests {
  @Test(arguments: Schedule.allCases)
  func `results come in the order of the items`(_ schedule: Schedule) throws {
    #expect(try probe("squares", schedule).result == "[0, 1, 4, 9, 16, 25, 36, 49, 64]")
    #expect(try probe("uneven", schedule).result == "[0, 1, 4, 9, 16, 25, 36, 49, 64]")
    #expect(try probe("oneItem", schedule).result == "[49]")
    #expect(try probe("nothing", schedule).result == "[]")
    #expect(try probe("twice", schedule).result == "[0, 1, 4, 9, 16, 25, 36, 49, 64]")
    #expect(try probe("many", schedule).result == "true")
  }

  @Test(arguments: Schedule.allCases)
  func `text, numbers by the hundred thousand and structures come back whole`(_ schedule: Schedule) throws {
    #expect(try probe("words", schedule).result == #"["a!", "bc!", "!"]"#)
    #expect(try probe("rows", schedule).result == "[0, 100000, 200000, 300000] [-1.0, 1.0, 2.0, 3.0]")
    #expect(try probe("records", schedule).result?.contains(#"(number: 2, name: "n2")"#) == true)
    #expect(try probe("infinite", schedule).result?.contains(#""y": -inf"#) == true)
  }

  @Test(arguments: Schedule.allCases)
  func `a closure may map itself, and use files that were open before`(_ schedule: Schedule) throws {
    #expect(try probe("nested", schedule).result == "[0, 3]")
    #expect(try probe("captured", schedule).result == "ELF")
  }

  @Test(arguments: Schedule.allCases)
  func `what a child prints appears once`(_ schedule: Schedule) throws {
    let lines = try probe("prints", schedule).output.split(separator: "\n").map(String.init)
    #expect(Array(lines.prefix(10)) == ["before"] + (0..<9).map { "item \($0)" })
    #expect(lines.count == 12)
  }

  @Test(arguments: Schedule.allCases)
  func `an item that throws or cannot be serialised is named with its error`(_ schedule: Schedule) throws {
    #expect(try probe("throwing", schedule).error == "item 4: threw thisOne")
    #expect(try probe("unserialisable", schedule).error == "item 4: its result cannot be serialised: thisOne")
  }

  @Test(arguments: Schedule.allCases)
  func `an item that ends its process is named with the signal and the function`(_ schedule: Schedule) throws {
    let crash = try #require(try probe("crash", schedule).error)
    #expect(crash.hasPrefix("item 4: its process was ended by SIG") && crash.contains("overrun"))
    #expect(try probe("segfault", schedule).error?.hasPrefix("item 4: its process was ended by SIGSEGV; in ") == true)
    let abort = try #require(try probe("abort", schedule).error)
    #expect(abort.hasPrefix("item 4: its process was ended by SIGABRT; in ") && abort.contains("abort"))
    #expect(try probe("killed", schedule).error == "item 4: its process was ended by SIGKILL")
    #expect(try probe("exits", schedule).error == "item 4: its process ended itself with status 3")
    #expect(try probe("exitsWell", schedule).error == "item 4: its process ended itself with status 0")
  }

  @Test(arguments: Schedule.allCases)
  func `an item that hangs is ended, and said to be spinning, blocked or stopped, and where`(_ schedule: Schedule)
    throws
  {
    let spinning = try #require(try probe("spin", schedule).error)
    #expect(spinning.hasPrefix("item 4: took longer than the time limit (spinning)") && spinning.contains("turn"))
    let blocked = try #require(try probe("block", schedule).error)
    #expect(blocked.hasPrefix("item 4: took longer than the time limit (blocked)") && blocked.contains("waitForNobody"))
    // The signal that asks for the stack wakes a sleep up: it has taken too long all the same.
    let sleeping = try #require(try probe("sleeps", schedule).error)
    #expect(sleeping.hasPrefix("item 4: took longer than the time limit (blocked)") && sleeping.contains("sleep"))
    #expect(try probe("stop", schedule).error == "item 4: took longer than the time limit (stopped) and was ended")
  }

  @Test(arguments: Schedule.allCases)
  func `the item that took too long is blamed, not the one after it`(_ schedule: Schedule) throws {
    let error = try #require(try probe("slowFirst", schedule).error)
    #expect(error.hasPrefix("item 0: took longer than the time limit"), "\(error)")
  }

  @Test(arguments: Schedule.allCases)
  func `time in which all were stopped does not count, and a limit may be as long as one likes`(
    _ schedule: Schedule
  ) throws {
    #expect(try probe("paused", schedule).result == "[0, 1, 4, 9, 16, 25, 36, 49, 64]")
    #expect(try probe("forever", schedule).result == "[0, 1, 4, 9, 16, 25, 36, 49, 64]")
  }

  @Test(arguments: Schedule.allCases)
  func `a child that is lost before its first item is no item's fault`(_ schedule: Schedule) throws {
    #expect(try probe("siblingsKilled", schedule).result == "no item below 0")
  }

  @Test(arguments: Schedule.allCases)
  func `who ignores the ends of its children still learns of them`(_ schedule: Schedule) throws {
    #expect(try probe("childrenIgnored", schedule).result == "[0, 1, 4, 9, 16, 25, 36, 49, 64]")
  }

  @Test(arguments: Schedule.allCases)
  func `an item that uses a Task is stopped there, and told which rule it broke`(_ schedule: Schedule) throws {
    let error = try #require(try probe("task", schedule).error)
    #expect(error.hasPrefix("item 4: used a Task or Dispatch, which a forked process cannot"))
    #expect(error.contains("disturb"))
  }

  @Test(arguments: Schedule.allCases)
  func `a process that has threads, or had some of Dispatch, does not fork`(_ schedule: Schedule) throws {
    #expect(try probe("threaded", schedule).error?.contains("it has 2 threads") == true)
    #expect(try probe("afterTask", schedule).error?.contains("it has used a Task or Dispatch") == true)
  }

  @Test(arguments: Schedule.allCases)
  func `numbers that make no sense are refused`(_ schedule: Schedule) throws {
    #expect(try probe("noWorkers", schedule).error == "there can be 1 to 256 workers, not 0")
    #expect(try probe("minusOneWorker", schedule).error == "there can be 1 to 256 workers, not -1")
    #expect(try probe("tenThousandWorkers", schedule).error == "there can be 1 to 256 workers, not 10000")
    #expect(try probe("noTime", schedule).error?.contains("time limit") == true)
  }
}
