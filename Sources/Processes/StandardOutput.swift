import CPosixShims

/// The C library's stream, through which Swift prints.
package enum StandardOutput {
  /// Has each line written when it is printed, wherever it goes.
  package static func writeLineByLine() { shim_buffer_lines() }
}
