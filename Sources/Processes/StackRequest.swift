import CPosixShims
import Glibc

/// The signal by which a process is asked to write down its own stack.
package enum StackRequest {
  /// The signal's number.
  package static var signal: Int32 { shim_stack_signal() }

  /// Has this process and those that it forks take the signal: without that it would end them.
  package static func prepare() {
    shim_prepare_stacks()
  }
}
