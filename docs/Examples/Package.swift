// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "Examples",
  dependencies: [
    // In your own package: .package(url: …) of this repository.
    .package(name: "wubremix", path: "../.."),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
  ],
  targets: [
    .executableTarget(name: "Mandelbrot", dependencies: [.product(name: "ForkPool", package: "wubremix")]),
    .executableTarget(
      name: "Checksums",
      dependencies: [
        .product(name: "ForkPool", package: "wubremix"), .product(name: "LogBackend", package: "wubremix"),
        .product(name: "Logging", package: "swift-log"),
      ]),
  ])
