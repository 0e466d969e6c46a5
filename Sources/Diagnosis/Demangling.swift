import Glibc

/// Names of functions as their authors wrote them.
package enum Demangling {
  /// `name` without mangling, and of a Swift name only what tells the place: module, type and function.
  package static func readable(_ name: String) -> String {
    if name.hasPrefix("_Z") { return otherName(name) }
    guard let long = swiftName(name) else { return name }
    return shortened(long)
  }

  /// The name of a function of C++, without its arguments.
  private static func otherName(_ name: String) -> String {
    unsafe name.withCString { mangled in
      var status: Int32 = 0
      guard let text = unsafe demangleOther(mangled, nil, nil, &status) else { return name }
      defer { unsafe free(text) }
      return unsafe String(String(cString: text).prefix { $0 != "(" })
    }
  }

  private static func swiftName(_ name: String) -> String? {
    guard name.hasPrefix("$s") || name.hasPrefix("$S") else { return nil }
    let count = name.utf8.count
    return unsafe name.withCString { mangled in
      guard let text = unsafe demangle(mangled, count, nil, nil, 0) else { return nil }
      defer { unsafe free(text) }
      return unsafe String(cString: text)
    }
  }

  /// Without types of arguments and results, and without what the optimiser made of it.
  package static func shortened(_ name: String) -> String {
    let plain = withoutConditions(withoutDiscriminators(name.replacing("(extension in Swift):", with: "")))
    var text = Substring(plain)
    // "function signature specialization <...> of X", "closure #1 () -> () in X": X is the place.
    for marker in [" of ", " in "] {
      while let range = text.ranges(of: marker).last { text = text[range.upperBound...] }
    }
    if let end = text.firstIndex(of: "(") { text = text[..<end] }
    if let end = text.range(of: " -> ") { text = text[..<end.lowerBound] }
    return String(text).isEmpty ? name : String(text)
  }
}

extension Demangling {
  /// `name` without the conditions of an extension, as in `Task< where B == Never>.init`.
  private static func withoutConditions(_ name: String) -> String {
    guard let start = name.firstRange(of: "< where "), let end = name[start.upperBound...].firstIndex(of: ">") else {
      return name
    }
    return String(name[..<start.lowerBound] + name[name.index(after: end)...])
  }

  /// `name` with `(function in _0123ABCD)`, as private functions are called, made `function`.
  private static func withoutDiscriminators(_ name: String) -> String {
    var result = ""
    var rest = Substring(name)
    while let marker = rest.firstRange(of: " in _"), let open = rest[..<marker.lowerBound].lastIndex(of: "(") {
      let tail = rest[marker.upperBound...]
      guard let close = tail.firstIndex(where: { !$0.isHexDigit }), tail[close] == ")" else {
        result += rest[..<marker.upperBound]
        rest = tail
        continue
      }
      result += rest[..<open] + rest[rest.index(after: open)..<marker.lowerBound]
      rest = tail[tail.index(after: close)...]
    }
    return result + rest
  }
}

/// The Swift runtime's own demangler, which `swift demangle` and crash reports use.
@_silgen_name("swift_demangle")
private func demangle(
  _ name: UnsafePointer<CChar>?, _ count: Int, _ buffer: UnsafeMutablePointer<CChar>?,
  _ bufferCount: UnsafeMutablePointer<Int>?, _ flags: UInt32
) -> UnsafeMutablePointer<CChar>?

/// The demangler of the C++ library.
@_silgen_name("__cxa_demangle")
private func demangleOther(
  _ name: UnsafePointer<CChar>?, _ buffer: UnsafeMutablePointer<CChar>?, _ bufferCount: UnsafeMutablePointer<Int>?,
  _ status: UnsafeMutablePointer<Int32>?
) -> UnsafeMutablePointer<CChar>?

extension StringProtocol {
  /// Where `text` stands in this string.
  fileprivate func ranges(of text: String) -> [Range<Index>] {
    var found: [Range<Index>] = []
    var start = startIndex
    while let range = self[start...].firstRange(of: text) {
      found.append(range)
      start = range.upperBound
    }
    return found
  }

  fileprivate func range(of text: String) -> Range<Index>? { firstRange(of: text) }
}
