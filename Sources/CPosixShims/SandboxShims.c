#define _GNU_SOURCE
#include "SandboxShims.h"

#include <errno.h>
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

int shim_no_new_privileges(void) { return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); }

int shim_landlock_version(void) {
  long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
  return version < 0 ? 0 : (int)version;
}

// As the kernel has it since 6.12: the headers may be older than the kernel.
struct ruleset {
  uint64_t file_system;
  uint64_t network;
  uint64_t scope;
};

int shim_landlock_all(void) {
  int version = shim_landlock_version();
  if (version == 0) {
    errno = ENOSYS;
    return -1;
  }
  // Thirteen rights in the first version, then one more each for moving, truncating and device commands.
  static const int rights[] = {0, 13, 14, 15, 15, 16};
  int known = version < 5 ? version : 5;
  struct ruleset ruleset = {.file_system = (1ULL << rights[known]) - 1};
  size_t size = sizeof ruleset.file_system;
  if (version >= 4) {
    // Binding and connecting of TCP sockets.
    ruleset.network = 3;
    size = 2 * sizeof(uint64_t);
  }
  if (version >= 6) {
    // Abstract UNIX sockets, and signals to processes outside.
    ruleset.scope = 3;
    size = sizeof ruleset;
  }
  int descriptor = (int)syscall(SYS_landlock_create_ruleset, &ruleset, size, 0);
  if (descriptor < 0) return -1;
  int result = (int)syscall(SYS_landlock_restrict_self, descriptor, 0);
  int failure = errno;
  close(descriptor);
  errno = failure;
  return result;
}

int shim_trace(int process) { return (int)ptrace(PTRACE_SEIZE, process, NULL, NULL); }

int shim_limit(int resource, uint64_t limit) {
  struct rlimit limits;
  if (getrlimit(resource, &limits) != 0) return -1;
  if (limit < limits.rlim_cur) limits.rlim_cur = limit;
  if (limit < limits.rlim_max) limits.rlim_max = limit;
  return setrlimit(resource, &limits);
}
