import Glibc
import Processes
package import SharedMemory
package import Supervision
import Synchronization
import SystemPackage

/// A job that some controller on this machine runs, with the board on which its processes tell of themselves.
package struct RunningTree {
  package let controller: Int32
  /// Only to be read.
  package let board: SharedValue<ProcessBoard>

  /// All jobs whose controllers may be looked at: the user's own, or root's all.
  package static func all() -> [RunningTree] {
    let names = (try? FileSystem.names(in: "/proc", limit: 1 << 22)) ?? []
    return names.compactMap { Int32($0.string) }.sorted().flatMap(of(controller:))
  }

  /// The jobs that the process `id` runs; none if it is no controller.
  package static func of(controller id: Int32) -> [RunningTree] {
    let folder = FilePath("/proc/\(id)/fd")
    let names = (try? FileSystem.names(in: folder, limit: 1 << 16)) ?? []
    // As the kernel names a file in memory. All are told before any is opened, which takes a number of its own.
    let boards = names.map(folder.appending).filter {
      FileSystem.linkTarget($0) == "/memfd:\(ProcessBoard.name) (deleted)"
    }
    return boards.compactMap { path in
      guard let file = try? FileSystem.openForReading(path),
        let board = try? SharedValue<ProcessBoard>(reading: file),
        board.value.version.load(ordering: .acquiring) == ProcessBoard.currentVersion,
        // Others that look at the job have it open, too.
        board.value.controllerID.load(ordering: .relaxed) == id
      else { return nil }
      return RunningTree(controller: id, board: board)
    }
  }

  /// The tree's processes: of its job, with their places, and the controller.
  package var members: [Member] {
    let board = self.board
    let count = min(Int(board.value.workerCount.load(ordering: .relaxed)), ProcessBoard.workerCapacity)
    let supervisor = board.value.supervisor.processID.load(ordering: .relaxed)
    let workers = (0..<count).compactMap { index -> Member? in
      let id = board.value.workers[index].processID.load(ordering: .relaxed)
      // The last workers of a stage are gone before the next are there.
      return id == 0 || !Self.exists(id) ? nil : Member(place: .worker(index), processID: id)
    }
    return [Member(place: .controller, processID: controller)]
      + (supervisor == 0 ? [] : [Member(place: .supervisor, processID: supervisor)]) + workers
  }

  /// A process of a tree.
  package struct Member: Equatable, Sendable {
    package enum Place: Equatable, Sendable {
      case controller
      case supervisor
      case worker(Int)
    }

    package let place: Place
    package let processID: Int32

    package init(place: Place, processID: Int32) {
      self.place = place
      self.processID = processID
    }
  }

  /// The stack of `member`, which goes on as if nothing had happened; `nil` if it does not answer.
  package func stack(of member: Member) -> StackTrace? {
    switch member.place {
    case .controller: nil
    case .supervisor: stack(of: member.processID, in: board.value.supervisor)
    case .worker(let index): stack(of: member.processID, in: board.value.workers[index])
    }
  }

  private func stack(of process: Int32, in row: borrowing ProcessRow) -> StackTrace? {
    // Without a handler the signal would end it.
    guard ProcessFacts.handles(StackRequest.signal, process: process) else { return nil }
    let before = row.stack.writtenCount
    guard kill(process, StackRequest.signal) == 0 else { return nil }
    let deadline = MonotonicClock.nanoseconds() + 300_000_000
    while MonotonicClock.nanoseconds() < deadline {
      if row.stack.writtenCount > before { return row.stack.latest }
      usleep(500)
    }
    return nil
  }

  private static func exists(_ id: Int32) -> Bool { kill(id, 0) == 0 || errno == EPERM }
}
