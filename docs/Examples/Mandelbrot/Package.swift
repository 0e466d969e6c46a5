// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "Mandelbrot",
  // In your own package: .package(url: …) of this repository.
  dependencies: [.package(name: "wubremix", path: "../../..")],
  targets: [
    .executableTarget(name: "Mandelbrot", dependencies: [.product(name: "ForkPool", package: "wubremix")])
  ])
