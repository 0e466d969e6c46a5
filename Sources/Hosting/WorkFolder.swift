package import SystemPackage

/// Where the files of a service are: songs under their contents' names, and a folder for what each work makes.
///
/// No name in it was ever chosen by anybody outside.
package struct DataFolder: Equatable, Sendable {
  package let path: FilePath

  package init(path: FilePath) {
    self.path = path
  }

  package var songs: FilePath { path.appending("songs") }
  package var works: FilePath { path.appending("works") }
  package var database: FilePath { path.appending("jobs.sqlite") }

  /// - Parameter checksum: SHA-256 of its bytes, in hexadecimal.
  package func song(_ checksum: String) -> FilePath { songs.appending(checksum) }

  package func work(_ ticket: Int) -> WorkFolder { WorkFolder(path: works.appending("\(ticket)")) }
}

/// What a work makes.
package struct WorkFolder: Equatable, Sendable {
  package let path: FilePath

  package init(path: FilePath) {
    self.path = path
  }

  package enum Product: String, CaseIterable, Codable, Sendable {
    case remix
    case analysis
    case plan
    case waveforms
    case plot
  }

  package func file(_ product: Product) -> FilePath {
    switch product {
    case .remix: path.appending("remix")
    case .analysis: path.appending("analysis.json")
    case .plan: path.appending("plan.json")
    case .waveforms: path.appending("waveforms.json")
    case .plot: path.appending("plot.png")
    }
  }
}
