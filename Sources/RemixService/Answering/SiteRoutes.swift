import HTTPTypes
import Hummingbird
import NIOCore
import RemixJobs

/// The pages, which are in the program itself.
struct SiteRoutes: Sendable {
  func add(to router: Router<ServiceContext>) {
    page("/", PackageResources.index_html, Self.html, router)
    page("/jobs/:id", PackageResources.index_html, Self.html, router)
    page("/monitor", PackageResources.monitor_html, Self.html, router)
    page("/v1/openapi.yaml", PackageResources.openapi_yaml, "application/yaml", router)
    page("/assets/style.css", PackageResources.style_css, "text/css; charset=utf-8", router)
    page("/assets/icon.svg", PackageResources.icon_svg, "image/svg+xml", router)
    for (name, bytes) in Self.scripts { page("/assets/\(name).js", bytes, "text/javascript; charset=utf-8", router) }
  }

  private static let html = "text/html; charset=utf-8"

  private static var scripts: [(name: String, bytes: [UInt8])] {
    [
      ("api", PackageResources.api_js),
      ("app", PackageResources.app_js),
      ("charts", PackageResources.charts_js),
      ("controls", PackageResources.controls_js),
      ("follow", PackageResources.follow_js),
      ("form", PackageResources.form_js),
      ("job", PackageResources.job_js),
      ("mine", PackageResources.mine_js),
      ("monitor", PackageResources.monitor_js),
      ("music", PackageResources.music_js),
      ("player", PackageResources.player_js),
      ("progress", PackageResources.progress_js),
      ("text", PackageResources.text_js),
      ("timeline", PackageResources.timeline_js),
      ("upload", PackageResources.upload_js),
      ("waveform", PackageResources.waveform_js),
    ]
  }

  private func page(
    _ path: RouterPath, _ bytes: [UInt8], _ contentType: String, _ router: Router<ServiceContext>
  ) {
    let buffer = ByteBuffer(bytes: bytes)
    var checksum = SHA256()
    checksum.add(bytes.span)
    let tag = "\"\(checksum.text().prefix(32))\""
    router.get(path) { request, _ in
      let headers: HTTPFields = [.contentType: contentType, .eTag: tag, .cacheControl: "no-cache"]
      if request.headers[.ifNoneMatch] == tag { return Response(status: .notModified, headers: headers) }
      return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: buffer))
    }
  }
}
