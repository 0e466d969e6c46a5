import Glibc

/// A program of somebody else's that serves as a witness where it is installed.
struct ForeignProgram {
  let path: String

  static let lame = ForeignProgram(path: "/usr/bin/lame")
  static let mpg123 = ForeignProgram(path: "/usr/bin/mpg123")
  static let ffmpeg = ForeignProgram(path: "/usr/bin/ffmpeg")
  static let ffprobe = ForeignProgram(path: "/usr/bin/ffprobe")

  var isInstalled: Bool { unsafe access(path, X_OK) == 0 }

  /// Runs with `input` as standard input and returns what it wrote to standard output, or `nil` if it failed.
  func run(_ arguments: [String], input: borrowing NamelessFile) -> [UInt8]? {
    let output = NamelessFile()
    let nowhere = unsafe open("/dev/null", O_WRONLY)
    defer { close(nowhere) }
    lseek(input.descriptor, 0, SEEK_SET)

    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_adddup2(&actions, input.descriptor, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, output.descriptor, 1)
    unsafe posix_spawn_file_actions_adddup2(&actions, nowhere, 2)

    var words: [UnsafeMutablePointer<CChar>?] = unsafe ([path] + arguments).map { unsafe strdup($0) } + [nil]
    defer { for unsafeword in unsafe words { unsafe free(word) } }
    var process: pid_t = 0
    guard unsafe posix_spawn(&process, path, &actions, nil, &words, environ) == 0 else { return nil }
    var status: Int32 = 0
    while unsafe waitpid(process, &status, 0) < 0 && errno == EINTR {}
    return status == 0 ? output.bytes : nil
  }

  /// The output as text.
  func text(_ arguments: [String], input: borrowing NamelessFile) -> String? {
    run(arguments, input: input).map { String(decoding: $0, as: UTF8.self) }
  }
}
