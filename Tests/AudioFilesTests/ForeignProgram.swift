import Glibc

/// A program of somebody else's that serves as a witness where it is installed.
struct ForeignProgram {
  struct Failure: Error {
    let program: String
    let status: Int32
  }

  let path: String

  static let lame = ForeignProgram(path: "/usr/bin/lame")
  static let mpg123 = ForeignProgram(path: "/usr/bin/mpg123")
  static let ffmpeg = ForeignProgram(path: "/usr/bin/ffmpeg")
  static let ffprobe = ForeignProgram(path: "/usr/bin/ffprobe")

  var isInstalled: Bool { unsafe access(path, X_OK) == 0 }

  /// Runs with `input` as standard input and returns what it wrote to standard output.
  func run(_ arguments: [String], input: borrowing NamelessFile) throws -> [UInt8] {
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
    defer { for index in unsafe words.indices { unsafe free(words[index]) } }
    var process: pid_t = 0
    guard unsafe posix_spawn(&process, path, &actions, nil, &words, environ) == 0 else {
      throw Failure(program: path, status: -1)
    }
    var status: Int32 = 0
    while unsafe waitpid(process, &status, 0) < 0 && errno == EINTR {}
    guard status == 0 else { throw Failure(program: path, status: status) }
    return output.bytes
  }

  /// The output as text.
  func text(_ arguments: [String], input: borrowing NamelessFile) throws -> String {
    String(decoding: try run(arguments, input: input), as: UTF8.self)
  }
}
