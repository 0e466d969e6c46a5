import HTTPTypes

extension HTTPField.Name {
  static let accelBuffering = known("X-Accel-Buffering")
  static let contentSecurityPolicy = known("Content-Security-Policy")
  static let contentTypeOptions = known("X-Content-Type-Options")
  static let forwardedFor = known("X-Forwarded-For")
  static let lastEventID = known("Last-Event-ID")
  static let openerPolicy = known("Cross-Origin-Opener-Policy")
  static let permissionsPolicy = known("Permissions-Policy")
  static let referrerPolicy = known("Referrer-Policy")
  static let resourcePolicy = known("Cross-Origin-Resource-Policy")
  static let secFetchSite = known("Sec-Fetch-Site")

  private static func known(_ name: String) -> Self {
    guard let name = Self(name) else { preconditionFailure("\(name) is a field's name") }
    return name
  }
}
