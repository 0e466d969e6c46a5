extension Style {
  /// The style that a file describes; see `StyleFile`.
  package init(text: String, fileName: String) throws(StyleError) {
    self = try StyleFile(text: text, fileName: fileName).style
  }

  /// The style that a file describes, from its bytes, which should be UTF-8.
  package init(bytes: [UInt8], fileName: String) throws(StyleError) {
    self = try StyleFile(bytes: bytes, fileName: fileName).style
  }
}
