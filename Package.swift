// swift-tools-version: 6.2
import PackageDescription

// Targets stand in dependency order: each names only targets above it. docs/ARCHITECTURE.md draws the two
// columns (audio and processes) that never import each other.

// The released program has Swift's own libraries inside. `--static-swift-stdlib` would do that, but it is an option of
// the compiler, too: tests, which can only have them as shared libraries, would need every module compiled once more.
// Modules name the libraries that they use; what Foundation's themselves need has to be named here.
let staticSwift: [LinkerSetting] = [
  .unsafeFlags([
    "-static-stdlib", "-lCoreFoundation", "-l_FoundationICU", "-l_FoundationCShims", "-l_FoundationCollections",
  ])
]

// What the modules that compute sound are compiled for: they need a quarter less instructions with AVX2, which every
// x86-64 server and nearly every PC since 2015 has. The numbers that come out are the same: nothing is fused or
// reordered. WUBREMIX_PROCESSOR=x86-64 builds for the others; scripts/build does so where it runs on one.
#if arch(x86_64)
  let processor = Context.environment["WUBREMIX_PROCESSOR"] ?? "x86-64-v3"
#else
  let processor = "any"
#endif

// Other programs may depend on these, and may not depend on targets with flags of their own.
let compiledForAnyProcessor: Set = [
  "Processes", "Sandboxing", "SharedMemory", "Supervision", "Diagnosis", "ForkPool", "LogBackend",
]

let package = Package(
  name: "wubremix",
  products: [
    .executable(name: "wubremix", targets: ["wubremix"]),
    // For other programs: work shared among forked processes, and a log that survives a fork.
    .library(name: "ForkPool", targets: ["ForkPool"]),
    .library(name: "LogBackend", targets: ["LogBackend"]),
    // Only for the tests, which load it in front of the C library.
    .library(name: "failing-calls", type: .dynamic, targets: ["FailingCalls"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
  ],
  targets: [
    // C libraries.
    .systemLibrary(name: "CSndfile", pkgConfig: "sndfile", providers: [.apt(["libsndfile1-dev"])]),
    .systemLibrary(name: "CLame", pkgConfig: "lame", providers: [.apt(["libmp3lame-dev"])]),
    .systemLibrary(name: "CSoxr", pkgConfig: "soxr", providers: [.apt(["libsoxr-dev"])]),
    // No pkgConfig: the package manager refuses kissfft's -D flags, which only repeat the defaults.
    .systemLibrary(name: "CKissFFT", providers: [.apt(["libkissfft-dev"])]),
    .systemLibrary(name: "CCairo", pkgConfig: "cairo", providers: [.apt(["libcairo2-dev"])]),
    .systemLibrary(name: "CYaml", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CTagLib", pkgConfig: "taglib", providers: [.apt(["libtag1-dev"])]),
    .systemLibrary(name: "CNettle", pkgConfig: "nettle", providers: [.apt(["nettle-dev"])]),
    .systemLibrary(name: "CSeccomp", pkgConfig: "libseccomp", providers: [.apt(["libseccomp-dev"])]),
    .systemLibrary(name: "CElfutils", pkgConfig: "libdw", providers: [.apt(["libdw-dev"])]),
    .target(name: "CTagReader", dependencies: ["CTagLib"]),
    .target(
      name: "CProcessorCheck", cSettings: processor == "x86-64-v3" ? [.define("WUBREMIX_NEEDS_V3")] : []),
    .target(name: "CPosixShims"),
    .target(name: "CBeatWeights", exclude: ["beat-weights.bin"]),

    // The audio column.
    .target(name: "Audio", dependencies: ["CProcessorCheck"]),
    .target(name: "AudioFiles", dependencies: ["Audio", "CSndfile", "CLame", "CSoxr", "CTagReader"]),
    .target(name: "SignalProcessing", dependencies: ["Audio", "CKissFFT"]),
    .target(name: "BeatTracking", dependencies: ["Audio", "SignalProcessing", "CBeatWeights"]),
    .target(name: "AnalysisFiles", dependencies: ["BeatTracking"]),
    .target(name: "Pictures", dependencies: ["Audio", "SignalProcessing", "BeatTracking", "CCairo"]),
    .target(name: "Synthesis", dependencies: ["Audio", "SignalProcessing"]),
    .target(
      name: "Styles", dependencies: ["Synthesis", "CYaml"],
      resources: [
        .embedInCode("Files/dubstep.yaml"),
        .embedInCode("Files/electrohouse.yaml"),
        .embedInCode("Files/drumstep.yaml"),
        .embedInCode("Files/beatbox.yaml"),
        .embedInCode("Files/doubletime.yaml"),
        .embedInCode("Files/chill.yaml"),
      ]),
    .target(
      name: "Remixing", dependencies: ["Audio", "SignalProcessing", "BeatTracking", "Synthesis", "Styles"]),

    // Made audio with known truth: the demo, and odd inputs for tests.
    .target(
      name: "Fixtures", dependencies: ["Audio", "AudioFiles"], path: "Fixtures",
      exclude: ["demo.flac", "demo.json", "Generator"]),

    // The process column.
    .target(name: "Processes", dependencies: ["CPosixShims", .systemPackage]),
    .target(name: "Sandboxing", dependencies: ["CPosixShims", "CSeccomp", "Processes", .systemPackage]),
    .target(name: "SharedMemory", dependencies: ["CPosixShims", "Processes", .systemPackage]),
    .target(name: "Supervision", dependencies: ["Processes", "SharedMemory", .systemPackage]),
    .target(
      name: "Diagnosis", dependencies: ["Processes", "SharedMemory", "Supervision", "CElfutils", .systemPackage],
      // For its demangler.
      linkerSettings: [.linkedLibrary("stdc++")]),

    .target(
      name: "ForkPool", dependencies: ["Processes", "SharedMemory", "Supervision", "Diagnosis", .systemPackage]),

    // Where the columns meet.
    .target(name: "LogBackend", dependencies: ["CPosixShims", .logging]),
    .target(
      name: "RemixJobs",
      dependencies: [
        "Audio", "AudioFiles", "SignalProcessing", "BeatTracking", "AnalysisFiles", "Pictures", "Synthesis",
        "Styles", "Remixing", "Processes", "SharedMemory", "Sandboxing", "Supervision", "Diagnosis", "CPosixShims",
        "CNettle", .logging, .systemPackage,
      ]),
    .target(name: "Batches", dependencies: ["RemixJobs", "Processes", .logging, .systemPackage]),
    .target(
      name: "JobQueue",
      dependencies: ["Processes", .systemPackage, .product(name: "GRDB", package: "GRDB.swift")]),
    .target(
      name: "Hosting",
      dependencies: [
        "AnalysisFiles", "AudioFiles", "BeatTracking", "Remixing", "Styles", "Processes", "Sandboxing", "RemixJobs",
        .logging,
        .systemPackage,
      ]),
    .target(
      name: "RemixService",
      dependencies: [
        "Hosting", "JobQueue", "RemixJobs", "Diagnosis", "Supervision", "SharedMemory", "Processes", "Sandboxing",
        "Styles",
        .logging, .systemPackage,
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "Configuration", package: "swift-configuration"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOExtras", package: "swift-nio-extras"),
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
        .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
      ],
      resources: [.embedInCode("Site")]),
    .target(
      name: "Lab",
      dependencies: [
        "Audio", "AudioFiles", "SignalProcessing", "BeatTracking", "Synthesis", "Remixing", "Pictures", "Fixtures",
        "Processes", "SharedMemory", "Supervision", "ForkPool", "LogBackend", "RemixJobs", "CPosixShims", .logging,
        .systemPackage,
      ]),
    .executableTarget(
      name: "wubremix",
      dependencies: [
        "Batches", "Lab", "Pictures", "Hosting", "RemixService",
        "AudioFiles", "BeatTracking", "AnalysisFiles", "Styles", "Remixing", "RemixJobs", "Processes", "Sandboxing",
        "SharedMemory",
        "Supervision", "Diagnosis", "LogBackend", .logging, .systemPackage,
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], linkerSettings: staticSwift),

    // The tests and what they run.
    .executableTarget(name: "make-fixtures", dependencies: ["Fixtures"], path: "Fixtures/Generator"),
    .executableTarget(
      name: "dump-features", dependencies: ["BeatTracking", "Audio", "AudioFiles", .systemPackage],
      path: "Training/FeatureDump"),
    // Runs single kernels for scripts/kernel-costs to count their instructions.
    .executableTarget(
      name: "kernel-costs",
      dependencies: [
        "Audio", "AudioFiles", "SignalProcessing", "BeatTracking", "Synthesis", "Remixing", "Processes", .systemPackage,
      ], path: "Benchmarks/KernelCosts", linkerSettings: staticSwift),
    .executableTarget(
      name: "fork-log-probe", dependencies: ["LogBackend", "CPosixShims", .logging], path: "Tests/ForkLogProbe"),

    .executableTarget(
      name: "fork-pool-probe", dependencies: ["ForkPool", "Processes"], path: "Tests/ForkPoolProbe"),

    .executableTarget(name: "job-queue-probe", dependencies: ["JobQueue"], path: "Tests/JobQueueProbe"),

    .target(name: "FailingCalls", path: "Tests/FailingCalls"),

    .testTarget(name: "FixturesTests", dependencies: ["Fixtures", "Audio", "AudioFiles"]),
    .testTarget(name: "AudioTests", dependencies: ["Audio"]),
    .testTarget(name: "AudioFilesTests", dependencies: ["AudioFiles", "Audio", "Fixtures"]),
    .testTarget(name: "SignalProcessingTests", dependencies: ["SignalProcessing", "Audio", "Fixtures"]),
    .testTarget(name: "BeatTrackingTests", dependencies: ["BeatTracking", "SignalProcessing", "Audio", "Fixtures"]),
    .testTarget(
      name: "AnalysisFilesTests",
      dependencies: ["AnalysisFiles", "BeatTracking", "SignalProcessing", "Audio", "Fixtures"]),
    .testTarget(name: "PicturesTests", dependencies: ["Pictures", "BeatTracking", "Audio"]),
    .testTarget(name: "SynthesisTests", dependencies: ["Synthesis", "SignalProcessing", "Audio"]),
    .testTarget(name: "StylesTests", dependencies: ["Styles", "Synthesis"]),
    .testTarget(
      name: "RemixingTests",
      dependencies: ["Remixing", "Styles", "BeatTracking", "Synthesis", "SignalProcessing", "Audio", "Fixtures"]),
    .testTarget(name: "ProcessesTests", dependencies: ["Processes", .systemPackage]),
    .testTarget(name: "SharedMemoryTests", dependencies: ["SharedMemory", "Processes", .systemPackage]),
    .testTarget(name: "SupervisionTests", dependencies: ["Supervision", "Processes", .systemPackage]),
    .testTarget(
      name: "DiagnosisTests", dependencies: ["Diagnosis", "Processes", "SharedMemory", "Supervision"]),
    .testTarget(name: "ForkPoolTests", dependencies: ["ForkPool", "fork-pool-probe", "FailingCalls"]),
    .testTarget(name: "BatchesTests", dependencies: ["Batches", "RemixJobs", .systemPackage]),
    .testTarget(name: "JobQueueTests", dependencies: ["JobQueue", "job-queue-probe"]),
    .testTarget(name: "HostingTests", dependencies: ["Hosting"]),
    .testTarget(
      name: "RemixServiceTests",
      dependencies: [
        "RemixService", "Hosting", "Processes", .systemPackage, .product(name: "NIOCore", package: "swift-nio"),
      ]),
    .testTarget(name: "LabTests", dependencies: ["Lab"]),
    .testTarget(name: "LogBackendTests", dependencies: ["LogBackend", .logging]),
    .testTarget(
      name: "RemixJobsTests",
      dependencies: [
        "RemixJobs", "Processes", "Remixing", "Styles", "AudioFiles", "BeatTracking", "Audio", .systemPackage,
      ]),
    .testTarget(
      name: "EndToEndTests", dependencies: ["Fixtures", "Audio", "AudioFiles", "FailingCalls"], exclude: ["Golden"]),
  ],
  cxxLanguageStandard: .cxx17
)

extension Target.Dependency {
  static var logging: Target.Dependency { .product(name: "Logging", package: "swift-log") }
  static var systemPackage: Target.Dependency { .product(name: "SystemPackage", package: "swift-system") }
}

// libFuzzer brings its own main: scripts/fuzz-parsers builds this, and nothing else does.
if Context.environment["WUBREMIX_FUZZING"] != nil {
  package.targets.append(
    .executableTarget(
      name: "fuzz-parsers",
      dependencies: ["AnalysisFiles", "AudioFiles", "Styles", "Processes", "RemixJobs", "Batches"],
      path: "Reliability/FuzzParsers"))
}

for target in package.targets where [.regular, .executable, .test].contains(target.type) {
  // C targets take no Swift settings.
  if target.name.hasPrefix("C") { continue }
  target.swiftSettings = [
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    // Spans as properties of our own buffers.
    .enableExperimentalFeature("Lifetimes"),
  ]
  if processor != "any", !compiledForAnyProcessor.contains(target.name) {
    target.swiftSettings? += [.unsafeFlags(["-Xcc", "-march=\(processor)"])]
  }
}
