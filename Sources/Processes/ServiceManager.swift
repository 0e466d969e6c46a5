import CPosixShims
import Glibc

/// What started this process as a service, such as systemd.
package enum ServiceManager {
  /// What there is to tell, as sd_notify(3) has it.
  package enum State: String, Sendable {
    case ready = "READY=1"
    case reloading = "RELOADING=1"
    case stopping = "STOPPING=1"
  }

  /// Tells the service manager, if there is one, where this process stands.
  package static func notify(_ state: State, status: String) {
    guard let path = unsafe getenv("NOTIFY_SOCKET") else { return }
    var message = "\(state.rawValue)\nSTATUS=\(status)"
    // Without it a reload is not believed.
    if state == .reloading { message += "\nMONOTONIC_USEC=\(MonotonicClock.nanoseconds() / 1_000)" }
    let bytes = Array(message.utf8)
    // There is nobody to tell if this fails.
    _ = unsafe shim_send_datagram(path, bytes, bytes.count)
  }
}
