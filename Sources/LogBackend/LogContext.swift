import CPosixShims

/// What this process is and works on; stands in each of its records.
///
/// One value per process. A child inherits its parent's values: set them first thing after a fork. Texts longer than 96
/// bytes of UTF-8 are cut. Single records can name another job or chunk by the metadata keys `job` and `chunk`.
public enum LogContext {
  /// The part that this process plays, such as "controller" or "worker 3".
  public static var role: String? {
    get { value(of: FORKLOG_ROLE) }
    set { set(FORKLOG_ROLE, to: newValue) }
  }

  /// The job that this process works for.
  public static var job: String? {
    get { value(of: FORKLOG_JOB) }
    set { set(FORKLOG_JOB, to: newValue) }
  }

  /// The piece of the job that this process works on now.
  public static var chunk: String? {
    get { value(of: FORKLOG_CHUNK) }
    set { set(FORKLOG_CHUNK, to: newValue) }
  }

  private static func value(of text: forklog_text) -> String? {
    let value = SystemCalls.text(text)
    return value.isEmpty ? nil : value
  }

  private static func set(_ text: forklog_text, to value: String?) {
    var kept = value ?? ""
    while kept.utf8.count > Int(FORKLOG_TEXT_CAPACITY) { kept.removeLast() }
    SystemCalls.setText(text, to: kept)
  }
}
