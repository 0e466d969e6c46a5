/// A place on a canvas in pixels, from its upper left corner right and down.
struct Point: Equatable {
  var x: Double
  var y: Double

  init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }
}

/// A part of a canvas.
struct Rectangle: Equatable {
  var x: Double
  var y: Double
  var width: Double
  var height: Double

  var right: Double { x + width }
  var bottom: Double { y + height }
}

/// Red, green, blue and opacity, 0...1.
struct Colour: Equatable {
  var red: Double
  var green: Double
  var blue: Double
  var opacity = 1.0

  /// From 0xRRGGBB.
  init(_ hexadecimal: UInt32) {
    red = Double(hexadecimal >> 16 & 0xFF) / 255
    green = Double(hexadecimal >> 8 & 0xFF) / 255
    blue = Double(hexadecimal & 0xFF) / 255
  }

  func faded(_ opacity: Double) -> Colour {
    var colour = self
    colour.opacity = opacity
    return colour
  }

  /// This colour and, to the share of `amount`, another.
  func mixed(with other: Colour, _ amount: Double) -> Colour {
    var colour = self
    colour.red += (other.red - red) * amount
    colour.green += (other.green - green) * amount
    colour.blue += (other.blue - blue) * amount
    return colour
  }
}

/// A piece of a line.
enum PathStep: Equatable {
  case move(Point)
  case line(Point)
  case curve(Point, Point, Point)
}
