import CCairo

/// Why a picture cannot be made.
package enum PictureError: Error, Equatable, Sendable {
  case outOfMemory
  /// cairo refused, with its own status.
  case cairoFailed(status: Int)
}

/// A picture that is being drawn; the only code that speaks to cairo.
///
/// Text is drawn as lines, see `StrokeFont`: cairo's own text would read the machine's fonts, and a server has none.
@safe  // Both pointers are owned, set once, and freed in deinit.
struct Canvas: ~Copyable {
  let width: Int
  let height: Int
  private let surface: OpaquePointer
  private let context: OpaquePointer

  /// White, `width` by `height` pixels.
  init(width: Int, height: Int) throws(PictureError) {
    guard let surface = unsafe cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height)) else {
      throw .outOfMemory
    }
    guard let context = unsafe cairo_create(surface) else {
      unsafe cairo_surface_destroy(surface)
      throw .outOfMemory
    }
    let status = unsafe cairo_status(context)
    guard status == CAIRO_STATUS_SUCCESS else {
      unsafe cairo_destroy(context)
      unsafe cairo_surface_destroy(surface)
      throw Self.error(status)
    }
    self.width = width
    self.height = height
    unsafe self.surface = surface
    unsafe self.context = context
    unsafe cairo_set_source_rgb(context, 1, 1, 1)
    unsafe cairo_paint(context)
    unsafe cairo_set_line_cap(context, CAIRO_LINE_CAP_ROUND)
    unsafe cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
  }

  deinit {
    unsafe cairo_destroy(context)
    unsafe cairo_surface_destroy(surface)
  }

  func fill(_ area: Rectangle, _ colour: Colour) {
    set(colour)
    unsafe cairo_rectangle(context, area.x, area.y, area.width, area.height)
    unsafe cairo_fill(context)
  }

  /// Fills the area that `points` go around.
  func fill(_ points: [Point], _ colour: Colour) {
    set(colour)
    trace(Self.steps(through: points))
    unsafe cairo_fill(context)
  }

  func stroke(_ path: [PathStep], width: Double, _ colour: Colour) {
    set(colour)
    unsafe cairo_set_line_width(context, width)
    trace(path)
    unsafe cairo_stroke(context)
  }

  func stroke(through points: [Point], width: Double, _ colour: Colour) {
    stroke(Self.steps(through: points), width: width, colour)
  }

  /// An upright line of whole pixels, sharp at any place.
  func upright(x: Double, from top: Double, to bottom: Double, width: Double = 1, _ colour: Colour) {
    fill(Rectangle(x: (x - width / 2).rounded(), y: top, width: width, height: bottom - top), colour)
  }

  /// Draws `body` with nothing outside of `area` touched.
  func clipped(to area: Rectangle, _ body: () -> Void) {
    unsafe cairo_save(context)
    unsafe cairo_rectangle(context, area.x, area.y, area.width, area.height)
    unsafe cairo_clip(context)
    body()
    unsafe cairo_restore(context)
  }

  /// Puts an image of 0xRRGGBB pixels, row after row from the top, with its upper left corner at a place of whole pixels.
  ///
  /// - Parameter pixels: Shape: a multiple of `width`.
  func draw(pixels: [UInt32], width: Int, x: Double, y: Double) throws(PictureError) {
    precondition(width > 0 && pixels.count.isMultiple(of: width), "an image has whole rows")
    // cairo reads the pixels only while it paints.
    var pixels = pixels
    let height = pixels.count / width
    let context = unsafe self.context
    let status = unsafe pixels.withUnsafeMutableBytes { bytes -> cairo_status_t in
      let image = unsafe cairo_image_surface_create_for_data(
        bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), CAIRO_FORMAT_RGB24, Int32(width), Int32(height),
        Int32(4 * width))
      unsafe cairo_set_source_surface(context, image, x, y)
      unsafe cairo_paint(context)
      // The context lets go of the pixels before they go.
      unsafe cairo_set_source_rgb(context, 0, 0, 0)
      let status = unsafe cairo_surface_status(image)
      unsafe cairo_surface_destroy(image)
      return status
    }
    try check(status)
  }

  /// The picture as a PNG file.
  consuming func png() throws(PictureError) -> [UInt8] {
    try check(unsafe cairo_status(context))
    var bytes: [UInt8] = []
    let status = unsafe withUnsafeMutablePointer(to: &bytes) { target in
      unsafe cairo_surface_write_to_png_stream(
        surface,
        { target, data, count in
          guard let target = unsafe target, let data = unsafe data else { return CAIRO_STATUS_WRITE_ERROR }
          let piece = unsafe UnsafeBufferPointer(start: data, count: Int(count))
          unsafe target.assumingMemoryBound(to: [UInt8].self).pointee.append(contentsOf: piece)
          return CAIRO_STATUS_SUCCESS
        }, target)
    }
    try check(status)
    return bytes
  }

  private func set(_ colour: Colour) {
    unsafe cairo_set_source_rgba(context, colour.red, colour.green, colour.blue, colour.opacity)
  }

  private func trace(_ path: [PathStep]) {
    for step in path {
      switch step {
      case .move(let to): unsafe cairo_move_to(context, to.x, to.y)
      case .line(let to): unsafe cairo_line_to(context, to.x, to.y)
      case .curve(let one, let two, let to):
        unsafe cairo_curve_to(context, one.x, one.y, two.x, two.y, to.x, to.y)
      }
    }
  }

  private static func steps(through points: [Point]) -> [PathStep] {
    points.enumerated().map { $0.offset == 0 ? .move($0.element) : .line($0.element) }
  }

  private func check(_ status: cairo_status_t) throws(PictureError) {
    if status != CAIRO_STATUS_SUCCESS { throw Self.error(status) }
  }

  private static func error(_ status: cairo_status_t) -> PictureError {
    status == CAIRO_STATUS_NO_MEMORY ? .outOfMemory : .cairoFailed(status: Int(status.rawValue))
  }
}
