import HTTPTypes
import Hummingbird
import NIOCore

/// The pages, which are in the program itself.
struct SiteRoutes: Sendable {
  private let tag: String

  /// - Parameter version: Another one makes browsers fetch everything anew.
  init(version: String) {
    tag = "\"\(version)\""
  }

  func add(to router: Router<ServiceContext>) {
    page("/", PackageResources.index_html, "text/html; charset=utf-8", router)
    page("/jobs/:id", PackageResources.index_html, "text/html; charset=utf-8", router)
    page("/monitor", PackageResources.monitor_html, "text/html; charset=utf-8", router)
    page("/v1/openapi.yaml", PackageResources.openapi_yaml, "application/yaml", router)
    page("/assets/style.css", PackageResources.style_css, "text/css; charset=utf-8", router)
    page("/assets/icon.svg", PackageResources.icon_svg, "image/svg+xml", router)
  }

  private func page(
    _ path: RouterPath, _ bytes: @autoclosure @Sendable @escaping () -> [UInt8], _ contentType: String,
    _ router: Router<ServiceContext>
  ) {
    let buffer = ByteBuffer(bytes: bytes())
    router.get(path) { request, _ in
      let headers: HTTPFields = [.contentType: contentType, .eTag: tag, .cacheControl: "no-cache"]
      if request.headers[.ifNoneMatch] == tag { return Response(status: .notModified, headers: headers) }
      return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: buffer))
    }
  }
}
