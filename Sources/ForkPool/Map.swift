import Processes

/// Does `transform` to each of `items` in forked child processes, and gives the results in the order of the items.
///
/// The children know all that this process knows: items and whatever the closure captures need no copying and no conformance.
/// What the closure changes stays in its child; only results come back, through shared memory.
///
/// ```swift
/// let lengths = try ForkPool.map(paths, workers: 4) { path in try parse(path).count }
/// ```
///
/// - Parameters:
///   - items: Copied into an array before the first fork.
///   - workers: Children at most; there are no more than items. From 1 to 256.
///   - schedule: How items are shared among them.
///   - timeLimit: What one item may take, a minute unless you say so. One that takes longer is ended, about half a second later, and its
///     place in the code is told.
///   - transform: Called in a child. It must not use a Task or Dispatch, whose threads stay behind; it may print, open files and
///     call `map` itself. If it throws, the map ends with the error as text: to go on with the others, have it return an optional or an
///     enumeration of your own. For what has no result, return `true`.
/// - Returns: As many values as there are items. `Value` must not hold addresses, which mean nothing in another process.
/// - Throws: Why there is no result; all children are gone by then. ``ForkPoolError/notForkable(reason:)`` if this process has more than one
///   thread, or has ever used a Task or Dispatch.
public func map<Items: Collection, Value: Codable & BitwiseCopyable>(
  _ items: Items, workers: Int = availableCores, schedule: Schedule = .dynamic, timeLimit: Duration = .seconds(60),
  _ transform: @escaping (Items.Element) throws -> Value
) throws(ForkPoolError) -> [Value] {
  try ItemRun(items, workers: workers, timeLimit: timeLimit, coding: .bitwise, transform).results(schedule)
}

/// Does `transform`, which gives some numbers (or other values without addresses) for each of `items`, in forked child processes.
///
/// The numbers are copied as they are, which is much faster than encoding them.
public func map<Items: Collection, Element: Codable & BitwiseCopyable>(
  _ items: Items, workers: Int = availableCores, schedule: Schedule = .dynamic, timeLimit: Duration = .seconds(60),
  _ transform: @escaping (Items.Element) throws -> [Element]
) throws(ForkPoolError) -> [[Element]] {
  try ItemRun(
    items, workers: workers, timeLimit: timeLimit, coding: ResultCoding<Element>.bitwiseElements, transform
  ).results(schedule)
}

/// Does `transform` to each of `items` in forked child processes; results are encoded and decoded again.
///
/// For text, dictionaries, and types of your own. An error of encoding or decoding is ``ItemFailure/Reason/notSerialisable(_:)``.
public func map<Items: Collection, Value: Codable>(
  _ items: Items, workers: Int = availableCores, schedule: Schedule = .dynamic, timeLimit: Duration = .seconds(60),
  _ transform: @escaping (Items.Element) throws -> Value
) throws(ForkPoolError) -> [Value] {
  try ItemRun(items, workers: workers, timeLimit: timeLimit, coding: .coded, transform).results(schedule)
}

/// For results that cannot be brought back: only says why.
@available(
  *, unavailable,
  message:
    "what the closure returns must be Codable, which Void, tuples and most classes are not: return true, or a Codable structure"
)
@_disfavoredOverload
public func map<Items: Collection, Value>(
  _ items: Items, workers: Int = availableCores, schedule: Schedule = .dynamic, timeLimit: Duration = .seconds(60),
  _ transform: @escaping (Items.Element) throws -> Value
) throws(ForkPoolError) -> [Value] {
  fatalError("unavailable")
}

/// The cores that this process may run on, at least 1.
public var availableCores: Int { Processor.availableCores }
