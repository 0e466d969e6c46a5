import ArgumentParser
import Glibc
import Hosting
import Processes
import RemixJobs
import RemixService
import SystemPackage

/// `wubremix serve --port 8080 --data FOLDER`.
struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Run a web server that remixes songs for others.",
    discussion: """
      One process answers requests and keeps the queue, another does the jobs, each in processes of its own. Any of them \
      may be killed: accepted jobs are done all the same, also after a restart of the machine.

      Every option can stand in a file of JSON (--config) under its name as in {"uploadBytes": 1000000}, or in the \
      environment as in WUBREMIX_UPLOAD_BYTES=1000000; flags come first, then the environment, then the file. The \
      token is in the file or in WUBREMIX_TOKEN, never a flag, which others could see.

      SIGTERM ends it when the jobs in work are done, SIGTERM again or an interrupt at once (they are begun again by the \
      next start). SIGHUP has the settings read anew.

      EXIT STATUS:
        0    ended by SIGTERM
        64   wrong usage, or a setting that makes no sense
        70   the service was lost again and again
        73   the folder, the address or the log cannot be used
        130  interrupted
      """)

  @Option(
    help: ArgumentHelp("The folder for songs, remixes and the queue; made if it is missing.", valueName: "folder"))
  var data: PathArgument?

  @Option(parsing: .unconditional, help: "The port (default: 8080).")
  var port: Int?

  @Option(
    help: ArgumentHelp(
      "The address to listen at, in numbers (default: 127.0.0.1; 0.0.0.0 is all of IPv4).", valueName: "address"))
  var listen: String?

  @Option(help: ArgumentHelp("A file of settings.", valueName: "file.json"))
  var config: PathArgument?

  @Option(parsing: .unconditional, help: ArgumentHelp("Refuse larger songs (default: 200 MiB).", valueName: "bytes"))
  var uploadBytes: Int?

  @Option(parsing: .unconditional, help: ArgumentHelp("Refuse longer songs (default: 20).", valueName: "minutes"))
  var maxMinutes: Double?

  @Option(parsing: .unconditional, help: ArgumentHelp("Let so many jobs wait (default: 100).", valueName: "n"))
  var waiting: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Take so many songs from one client in an hour (default: 60; 0: as many as it likes).", valueName: "n"))
  var perHour: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Let a client send so many songs at the same time (default: 4).", valueName: "n"))
  var uploadsPerClient: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Do so many jobs at the same time (default: 2, or 1 on a single core).", valueName: "n"))
  var jobs: Int?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Workers that they share (default: one for each core).", valueName: "n")
  )
  var workers: Int?

  @Option(
    help: ArgumentHelp(
      "Keep jobs for so long when they are over, as 90s, 15m, 24h or 7d (default: 24h).", valueName: "time"))
  var keep: String?

  @Option(help: ArgumentHelp("Give jobs so long to be done after SIGTERM (default: 60s).", valueName: "time"))
  var drain: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Have so many connections at the same time (default: 2048).", valueName: "n"))
  var connections: Int?

  @Flag(help: "Believe X-Forwarded-For: all requests come through a proxy of your own.")
  var behindProxy = false

  @Option(
    help: ArgumentHelp(
      "What the processes that read songs give up first (default: auto).", valueName: "auto|strict|off"))
  var sandbox: String?

  @OptionGroup(title: "Logging")
  var log: LogOptions

  func run() throws {
    do {
      throw ExitCode(try serve())
    } catch let failure as CommandFailure {
      writeError("wubremix: \(failure.message)\n")
      throw ExitCode(failure.status)
    } catch let failure as SystemCallError {
      writeError("wubremix: \(failure)\n")
      throw ExitCode(ExitStatus.internalFailure)
    }
  }

  private func serve() throws -> Int32 {
    // Songs and remixes are their owners' alone.
    umask(0o077)
    let settings: ServiceSettings
    switch try readSettings() {
    case .settings(let known): settings = known
    case .unusable(let reason): throw CommandFailure(reason, ExitStatus.usage)
    }
    let roles = try log.processRoles(asJSON: false)
    let folder = try prepareFolder(settings)
    let lock = try lock(folder)
    defer { withExtendedLifetime(lock) {} }
    let socket = try listen(settings)
    // Whoever asked for any port is told which.
    writeError(
      "wubremix: listening on http://\(settings.listen.contains(":") ? "[\(settings.listen)]" : settings.listen):\(socket.port)\n"
    )
    let (number, logger) = (socket.descriptor.number, roles.logger)
    let host = Host(
      settings: settings, roles: roles, programVersion: Version.current, serviceDescriptors: [number],
      readSettings: { (try? readSettings()) ?? .unusable(reason: "no process could be started to read them") },
      serve: { link, settings in
        ServiceProcess(settings: settings, listeningSocket: number, logger: logger)
          .run(link: link)
      })
    let status = try host.run()
    withExtendedLifetime(socket) {}
    return status
  }

  /// In a process of its own: reading them takes threads, and this process must never have any.
  private func readSettings() throws(SystemCallError) -> SettingsReading {
    let reader = SettingsReader(flags: flags, file: config?.absoluteText)
    let reading = try ThreadedChild.value { await reader.settings() }
    return reading ?? .unusable(reason: "the process that reads the settings was lost")
  }

  private var flags: [String: SettingsReader.Flag] {
    var flags: [String: SettingsReader.Flag] = [:]
    flags["data"] = data.map { .text($0.absoluteText ?? "") }
    flags["port"] = port.map { .whole($0) }
    flags["listen"] = listen.map { .text($0) }
    flags["uploadBytes"] = uploadBytes.map { .whole($0) }
    flags["maxMinutes"] = maxMinutes.map { .number($0) }
    flags["waiting"] = waiting.map { .whole($0) }
    flags["perHour"] = perHour.map { .whole($0) }
    flags["uploadsPerClient"] = uploadsPerClient.map { .whole($0) }
    flags["jobs"] = jobs.map { .whole($0) }
    flags["workers"] = workers.map { .whole($0) }
    flags["keep"] = keep.map { .text($0) }
    flags["drain"] = drain.map { .text($0) }
    flags["connections"] = connections.map { .whole($0) }
    flags["behindProxy"] = behindProxy ? .yes : nil
    flags["sandbox"] = sandbox.map { .text($0) }
    return flags
  }

  private func prepareFolder(_ settings: ServiceSettings) throws -> DataFolder {
    let folder = DataFolder(path: FilePath(settings.data))
    for path in [folder.path, folder.songs, folder.works] {
      do throws(SystemCallError) {
        try FileSystem.createFolder(path)
      } catch {
        guard error.errno == .fileExists, FileSystem.kind(of: FileSystem.resolved(path)) == .folder else {
          throw CommandFailure("cannot use the folder \(path): \(error.errno)", ExitStatus.cannotCreate)
        }
      }
    }
    return folder
  }

  /// Two hosts in one folder would each take the other's works for lost files.
  private func lock(_ folder: DataFolder) throws -> Descriptor {
    do throws(SystemCallError) {
      let file = try FileSystem.openOrCreate(folder.path.appending("lock"))
      if try FileSystem.lock(file.number) { return file }
    } catch {
      throw CommandFailure("cannot use the folder \(folder.path): \(error.errno)", ExitStatus.cannotCreate)
    }
    throw CommandFailure("another wubremix serves from \(folder.path); choose another folder", ExitStatus.cannotCreate)
  }

  private func listen(_ settings: ServiceSettings) throws -> ListeningSocket {
    do throws(SystemCallError) {
      // A service that was killed a moment ago may still have the port: its threads end one by one.
      for _ in 0..<100 {
        do throws(SystemCallError) {
          return try ListeningSocket(address: settings.listen, port: settings.port)
        } catch {
          if error.errno != .addressInUse { throw error }
        }
        usleep(50_000)
      }
      return try ListeningSocket(address: settings.listen, port: settings.port)
    } catch {
      let reason =
        switch error.errno {
        case .invalidArgument: "that is no address in numbers, such as 127.0.0.1, 0.0.0.0 or ::1"
        case .addressInUse: "another program has the port; choose another with --port"
        default: "\(error.errno)"
        }
      throw CommandFailure(
        "cannot listen at \(settings.listen), port \(settings.port): \(reason)", ExitStatus.cannotCreate)
    }
  }
}
