#define _GNU_SOURCE
#include "StackShims.h"

#include <errno.h>
#include <execinfo.h>
#include <signal.h>
#include <stdbool.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <ucontext.h>
#include <unistd.h>

static struct shim_stack_record *kept_in;
static pid_t kept_by;

// A stack that has overflowed leaves no room for a handler.
static char handler_stack[64 * 1024];

static uintptr_t interrupted_at(const void *context) {
#if defined(__x86_64__)
  return (uintptr_t)((const ucontext_t *)context)->uc_mcontext.gregs[REG_RIP];
#elif defined(__aarch64__)
  return (uintptr_t)((const ucontext_t *)context)->uc_mcontext.pc;
#else
  (void)context;
  return 0;
#endif
}

// What one allocation may well ask for.
static const size_t large_allocation = 32 << 20;

static bool is_memory_short(void) {
  void *memory = mmap(NULL, large_allocation, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) return errno == ENOMEM;
  munmap(memory, large_allocation);
  return false;
}

static void write_stack(int ending, const void *context) {
  // A child has its parent's record until it names its own.
  if (!kept_in || kept_by != getpid()) return;
  void *frames[SHIM_STACK_FRAMES];
  int count = backtrace(frames, SHIM_STACK_FRAMES);
  // The first frames are those of this handler.
  int first = 0;
  uintptr_t place = interrupted_at(context);
  for (int i = 0; i < count; i++) {
    if ((uintptr_t)frames[i] == place) first = i;
  }
  for (int i = first; i < count; i++) {
    __atomic_store_n(&kept_in->frames[i - first], (uint64_t)(uintptr_t)frames[i], __ATOMIC_RELAXED);
  }
  __atomic_store_n(&kept_in->count, (uint64_t)(count - first), __ATOMIC_RELAXED);
  __atomic_store_n(&kept_in->signal, (uint64_t)ending, __ATOMIC_RELAXED);
  __atomic_store_n(&kept_in->is_memory_short, ending && is_memory_short(), __ATOMIC_RELAXED);
  __atomic_add_fetch(&kept_in->generation, 1, __ATOMIC_RELEASE);
}

static void asked(int signal, siginfo_t *info, void *context) {
  (void)signal;
  (void)info;
  int saved = errno;
  write_stack(0, context);
  errno = saved;
}

static void crashed(int signal, siginfo_t *info, void *context) {
  (void)info;
  write_stack(signal, context);
  // The handler is gone by now (SA_RESETHAND): whatever raised the signal ends the process when it is met again, and a
  // signal that somebody sent is sent once more.
  raise(signal);
}

int shim_stack_signal(void) { return SIGRTMIN + 6; }

void shim_prepare_stacks(void) {
  void *frame[1];
  (void)backtrace(frame, 1);
  stack_t stack = {.ss_sp = handler_stack, .ss_size = sizeof handler_stack};
  (void)sigaltstack(&stack, NULL);
  struct sigaction action = {.sa_sigaction = asked, .sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK};
  sigemptyset(&action.sa_mask);
  (void)sigaction(shim_stack_signal(), &action, NULL);
}

void shim_keep_stack(struct shim_stack_record *record) {
  kept_in = record;
  kept_by = getpid();
  static const int endings[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE, SIGSYS};
  struct sigaction action = {.sa_sigaction = crashed, .sa_flags = SA_SIGINFO | SA_RESETHAND | SA_ONSTACK};
  sigemptyset(&action.sa_mask);
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) (void)sigaction(endings[i], &action, NULL);
}

static int memory_file = -1;

void shim_watch_memory(void) {
  if (memory_file < 0) memory_file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
}

int shim_limit_memory(uint64_t bytes) {
  shim_watch_memory();
  char text[64] = {0};
  if (pread(memory_file, text, sizeof text - 1, 0) <= 0) return -1;
  uint64_t limit = strtoull(text, NULL, 10) * (uint64_t)sysconf(_SC_PAGESIZE) + bytes;
  struct rlimit limits = {limit, limit};
  return setrlimit(RLIMIT_AS, &limits);
}
