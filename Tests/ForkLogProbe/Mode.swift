import LogBackend

/// How the probe forks, and what its sink knows of that.
enum Mode: String {
  case safe
  case storm
  case unsafe
  case rawclone

  var forkSafety: ForkSafety {
    self == .unsafe ? .none : .reinitialiseInChild
  }
}
