#define _GNU_SOURCE
#include "CPosixShims.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

// Present only where libdispatch is linked.
extern void _dispatch_prohibit_transition_to_multithreaded(bool) __attribute__((weak));

pid_t shim_fork(void) { return fork(); }

extern bool _dispatch_is_multithreaded(void) __attribute__((weak));

bool shim_has_used_dispatch(void) { return _dispatch_is_multithreaded && _dispatch_is_multithreaded(); }

bool shim_prohibit_threads(void) {
  if (!_dispatch_prohibit_transition_to_multithreaded) return false;
  _dispatch_prohibit_transition_to_multithreaded(true);
  return true;
}

void shim_allow_threads(void) {
  if (_dispatch_prohibit_transition_to_multithreaded) _dispatch_prohibit_transition_to_multithreaded(false);
}

int shim_set_parent_death_signal(int signal) { return prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0); }

int shim_become_subreaper(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }

int shim_set_process_name(const char *name) { return prctl(PR_SET_NAME, name, 0, 0, 0); }

int shim_pidfd_open(pid_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

bool shim_is_stopped(pid_t child) {
  siginfo_t info = {0};
  return waitid(P_PID, child, &info, WSTOPPED | WNOHANG | WNOWAIT) == 0 && info.si_pid == child;
}

int shim_close_range(unsigned first, unsigned last) { return (int)syscall(SYS_close_range, first, last, 0); }

int shim_futex_wait(uint32_t *word, uint32_t expected, int64_t timeout_ns) {
  struct timespec timeout = {timeout_ns / 1000000000, timeout_ns % 1000000000};
  // Without FUTEX_PRIVATE_FLAG: the word lies in memory that several processes map.
  return syscall(SYS_futex, word, FUTEX_WAIT, expected, &timeout, NULL, 0) == 0 ? 0 : errno;
}

int shim_futex_wake(uint32_t *word, int count) {
  return (int)syscall(SYS_futex, word, FUTEX_WAKE, count, NULL, NULL, 0);
}

int shim_open(const char *path, int flags, mode_t mode) { return open(path, flags, mode); }

int shim_set_nonblocking(int descriptor) {
  int flags = fcntl(descriptor, F_GETFL);
  return flags < 0 ? -1 : fcntl(descriptor, F_SETFL, flags | O_NONBLOCK);
}

int shim_set_appending(int descriptor) {
  int flags = fcntl(descriptor, F_GETFL);
  return flags < 0 ? -1 : fcntl(descriptor, F_SETFL, flags | O_APPEND);
}

int shim_available_cores(void) {
  cpu_set_t set;
  // Machines with more cores than a cpu_set_t holds refuse.
  if (sched_getaffinity(0, sizeof set, &set) != 0) return (int)sysconf(_SC_NPROCESSORS_ONLN);
  return CPU_COUNT(&set);
}

int shim_stay_on_core(int index) {
  cpu_set_t allowed, one;
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return -1;
  index %= CPU_COUNT(&allowed);
  CPU_ZERO(&one);
  for (int core = 0; core < CPU_SETSIZE; core++) {
    if (CPU_ISSET(core, &allowed) && index-- == 0) CPU_SET(core, &one);
  }
  return sched_setaffinity(0, sizeof one, &one);
}

void shim_buffer_lines(void) { (void)setvbuf(stdout, NULL, _IOLBF, 0); }

int shim_terminal_columns(int descriptor) {
  struct winsize size;
  return ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

int shim_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

void shim_eventfd_ring(int descriptor) { (void)eventfd_write(descriptor, 1); }

void shim_eventfd_clear(int descriptor) {
  eventfd_t rings;
  (void)eventfd_read(descriptor, &rings);
}

int shim_signalfd(const int *signals, size_t count) {
  sigset_t set;
  sigemptyset(&set);
  for (size_t i = 0; i < count; i++) {
    struct sigaction action;
    // nohup has a hang-up ignored; a blocked signal would be read here all the same.
    if (signals[i] == SIGHUP && sigaction(SIGHUP, NULL, &action) == 0 && action.sa_handler == SIG_IGN) continue;
    sigaddset(&set, signals[i]);
  }
  if (sigprocmask(SIG_BLOCK, &set, NULL) < 0) return -1;
  return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int shim_signalfd_next(int descriptor) {
  struct signalfd_siginfo record;
  return read(descriptor, &record, sizeof record) == sizeof record ? (int)record.ssi_signo : 0;
}

int shim_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

int shim_seal(int descriptor) {
  return fcntl(descriptor, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL);
}

int shim_memfd_create(const char *name) { return memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING); }

int shim_allocate(int descriptor, off_t offset, off_t length) { return fallocate(descriptor, 0, offset, length); }

void shim_punch_hole(int descriptor, off_t offset, off_t length) {
  (void)fallocate(descriptor, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offset, length);
}

int shim_open_unnamed(const char *folder, mode_t mode) {
  return open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, mode);
}

void shim_open_standard_descriptors(void) {
  // open takes the lowest free number, so each gap is filled before the next is looked at.
  for (int number = 0; number <= 2; number++) {
    // In the wrong mode, so that using a stream that was closed is still an error.
    int mode = number == 0 ? O_WRONLY : O_RDONLY;
    if (fcntl(number, F_GETFD) < 0 && errno == EBADF) (void)open("/dev/null", mode);
  }
}

void shim_raise_descriptor_limit(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  (void)setrlimit(RLIMIT_NOFILE, &limit);
}

void shim_unblock_all_signals(void) {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
}

int shim_rename_to_new_name(const char *from, const char *to) {
  return renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
}

int shim_exchange_names(const char *one, const char *other) {
  return renameat2(AT_FDCWD, one, AT_FDCWD, other, RENAME_EXCHANGE);
}
