import Glibc

/// What this process did at some signals before it did something else for a while.
package struct SignalActions {
  package enum Action: Sendable {
    case usual
    case ignored
  }

  private let before: [(signal: Int32, action: sigaction)]

  /// Has this process do `actions` at these signals until `restore`.
  package init(_ actions: [Int32: Action]) {
    before = actions.map { signal, action in
      var new = sigaction()
      var old = sigaction()
      unsafe new.__sigaction_handler.sa_handler = action == .ignored ? SIG_IGN : SIG_DFL
      _ = unsafe sigaction(signal, &new, &old)
      return (signal, old)
    }
  }

  /// Has it do what it did before.
  package func restore() {
    for (signal, action) in before {
      var action = action
      _ = unsafe sigaction(signal, &action, nil)
    }
  }
}
