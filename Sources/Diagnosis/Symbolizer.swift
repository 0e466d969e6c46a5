import CElfutils
import Glibc
package import Supervision

/// Names of the code at addresses of a running process, from the symbols of its program and libraries (elfutils).
@safe package final class Symbolizer {
  private let session: OpaquePointer
  /// Names found already: stacks have most of their frames in common.
  private var names: [UInt64: String] = [:]

  /// Looks at what `process`, which may be this one or another of the same user, has mapped.
  ///
  /// - Returns: `nil` if that cannot be read.
  package init?(process: Int32) {
    guard let session = unsafe dwfl_begin(Callbacks.shared) else { return nil }
    unsafe self.session = session
    guard unsafe dwfl_linux_proc_report(session, process) == 0, unsafe dwfl_report_end(session, nil, nil) == 0 else {
      return nil
    }
  }

  deinit {
    unsafe dwfl_end(session)
  }

  /// The calls of `stack` since the process was forked, the innermost first: a function's name with its module where it
  /// is known, or else the file and the place in it.
  package func calls(in stack: StackTrace) -> [String] {
    let names = names(of: stack.addresses)
    // What comes before the fork is the stack of the process that forked it.
    let fork = names.firstIndex { $0.hasSuffix("Processes.ChildProcess.fork") }
    return Array(names[..<(fork ?? names.endIndex)])
  }

  private func names(of addresses: [UInt64]) -> [String] {
    addresses.enumerated().map { index, address in
      // All but the innermost are addresses to return to, which may lie behind the function's end.
      let address = index == 0 ? address : address &- 1
      if let known = names[address] { return known }
      let name = name(of: address)
      names[address] = name
      return name
    }
  }

  private func name(of address: UInt64) -> String {
    guard let module = unsafe dwfl_addrmodule(session, address) else { return hexadecimal(address) }
    var (offset, symbol) = (GElf_Off(), GElf_Sym())
    if let name = unsafe dwfl_module_addrinfo(module, address, &offset, &symbol, nil, nil, nil) {
      return unsafe Demangling.readable(String(cString: name))
    }
    var start = Dwarf_Addr()
    let path = unsafe dwfl_module_info(module, nil, &start, nil, nil, nil, nil, nil).map { unsafe String(cString: $0) }
    let file = path?.split(separator: "/").last.map(String.init) ?? "?"
    return "\(file)+\(hexadecimal(address - start))"
  }

  /// Where elfutils finds the files.
  private enum Callbacks {
    /// Allocated for good: every session keeps the pointer.
    nonisolated(unsafe) static let shared: UnsafeMutablePointer<Dwfl_Callbacks> = {
      let callbacks = UnsafeMutablePointer<Dwfl_Callbacks>.allocate(capacity: 1)
      unsafe callbacks.initialize(
        to: Dwfl_Callbacks(
          find_elf: dwfl_linux_proc_find_elf,
          // Symbols are enough: debug information in files of its own would be looked for on the network.
          find_debuginfo: { _, _, _, _, _, _, _, _ in -1 },
          section_address: nil, debuginfo_path: nil))
      return unsafe callbacks
    }()
  }
}

private func hexadecimal(_ number: UInt64) -> String { "0x" + String(number, radix: 16) }
