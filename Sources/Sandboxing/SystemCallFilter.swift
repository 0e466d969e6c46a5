import CSeccomp
import Glibc
import Processes
import SystemPackage

/// The system calls that supervisors and workers need (seccomp, by way of libseccomp).
enum SystemCallFilter {
  /// Whoever asks for one of these has been taken over.
  private static let deadly = [
    "execve", "execveat", "socket", "socketpair", "connect", "bind", "listen", "accept", "accept4", "ptrace",
    "process_vm_readv", "process_vm_writev", "kexec_load", "init_module", "finit_module", "bpf", "userfaultfd",
  ]

  private static let needed = [
    // Descriptors that are open, pipes, files in memory.
    "read", "write", "readv", "writev", "pread64", "pwrite64", "lseek", "_llseek", "close", "close_range", "fcntl",
    "dup", "dup2", "dup3", "pipe2", "poll", "ppoll", "eventfd2", "memfd_create", "fallocate", "ftruncate", "sendfile",
    "fsync", "fdatasync", "fstat", "stat", "lstat", "newfstatat", "fstatat64", "statx",
    // Memory.
    "munmap", "mremap", "madvise", "brk", "membarrier",
    // Processes of its own, and their ends.
    "clone", "fork", "wait4", "waitid", "pidfd_open", "kill", "tgkill", "getpid", "gettid", "getppid", "exit",
    "exit_group", "prctl", "set_tid_address", "set_robust_list", "rseq", "getrusage", "getrlimit", "setrlimit",
    "prlimit64", "sched_yield", "sched_getaffinity", "getcpu", "uname", "sysinfo", "getrandom",
    // Signals and time.
    "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack", "restart_syscall", "futex", "nanosleep",
    "clock_nanosleep", "clock_gettime", "clock_getres", "gettimeofday", "time",
  ]

  /// No memory becomes code any more.
  private static let neededWithoutCode = ["mmap", "mmap2", "mprotect"]

  /// Has the kernel refuse all other calls (EPERM) from here on, and end the process at the deadly ones.
  static func load() throws(SystemCallError) {
    guard let filter = unsafe seccomp_init(shim_seccomp_refuse(EPERM)) else {
      throw SystemCallError(call: "seccomp", errno: .noMemory)
    }
    defer { unsafe seccomp_release(filter) }
    // A search tree in place of a list: the filter runs at every call.
    _ = unsafe seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2)
    for name in deadly {
      try unsafe check(seccomp_rule_add_array(filter, shim_seccomp_kill(), number(of: name), 0, nil))
    }
    for name in needed {
      try unsafe check(seccomp_rule_add_array(filter, shim_seccomp_allow(), number(of: name), 0, nil))
    }
    for name in neededWithoutCode {
      try unsafe check(shim_seccomp_allow_without(filter, number(of: name), 2, UInt64(PROT_EXEC)))
    }
    try unsafe check(seccomp_load(filter))
  }

  /// The number of a call; libseccomp passes over those that this processor has not.
  private static func number(of name: String) -> Int32 { unsafe seccomp_syscall_resolve_name(name) }

  private static func check(_ result: Int32) throws(SystemCallError) {
    // Calls that this kind of processor does not have at all.
    guard result < 0, result != -EDOM else { return }
    throw SystemCallError(call: "seccomp", errno: Errno(rawValue: -result))
  }
}
