import CPosixShims

/// The terminal, if there is one.
package enum Terminal {
  /// The width in characters of the terminal that `descriptor` is; `nil` if it is none.
  package static func columns(of descriptor: Int32) -> Int? {
    let columns = Int(shim_terminal_columns(descriptor))
    return columns > 0 ? columns : nil
  }
}
