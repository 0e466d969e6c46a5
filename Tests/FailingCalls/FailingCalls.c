#define _GNU_SOURCE
#include "FailingCalls.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <time.h>
#include <unistd.h>

static struct {
  char call[32];
  uint64_t first;
  uint64_t times;
  int error;
  // Shared by all processes of the tree.
  uint64_t *counts;
} plan;

// What is allocated by the megabyte is what may fail; the C library itself asks for little.
static const size_t large_allocation = 1 << 18;

__attribute__((constructor)) static void prepare(void) {
  const char *text = getenv("FAILING_CALLS");
  char path[1024];
  unsigned long long first = 0, times = 0;
  if (!text || sscanf(text, "%31[^:]:%llu:%llu:%d:%1023s", plan.call, &first, &times, &plan.error, path) != 5) return;
  plan.first = first;
  plan.times = times;
  int (*real_open)(const char *, int, ...) = dlsym(RTLD_NEXT, "open");
  int file = real_open(path, O_RDWR | O_CLOEXEC);
  if (file < 0) return;
  void *(*real_mmap)(void *, size_t, int, int, int, off_t) = dlsym(RTLD_NEXT, "mmap");
  void *memory = real_mmap(NULL, 2 * sizeof(uint64_t), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  if (memory != MAP_FAILED) plan.counts = memory;
}

static bool fails(const char *call) {
  if (!plan.counts || strcmp(call, plan.call) != 0) return false;
  uint64_t number = __atomic_fetch_add(&plan.counts[0], 1, __ATOMIC_RELAXED);
  if (number < plan.first || number - plan.first >= plan.times) return false;
  __atomic_fetch_add(&plan.counts[1], 1, __ATOMIC_RELAXED);
  errno = plan.error;
  return true;
}

// Finds the C library's own function once, and passes the call on to it.
#define REAL(result, name, parameters)                            \
  static result(*real) parameters;                                \
  if (!real) real = (result(*) parameters)dlsym(RTLD_NEXT, #name)

static bool has_mode(int flags) { return (flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE; }

int open(const char *path, int flags, ...) {
  REAL(int, open, (const char *, int, ...));
  va_list arguments;
  va_start(arguments, flags);
  int mode = has_mode(flags) ? va_arg(arguments, int) : 0;
  va_end(arguments);
  return fails("open") ? -1 : real(path, flags, mode);
}

ssize_t read(int descriptor, void *bytes, size_t count) {
  REAL(ssize_t, read, (int, void *, size_t));
  return fails("read") ? -1 : real(descriptor, bytes, count);
}

ssize_t pread(int descriptor, void *bytes, size_t count, off_t offset) {
  REAL(ssize_t, pread, (int, void *, size_t, off_t));
  return fails("read") ? -1 : real(descriptor, bytes, count, offset);
}

ssize_t write(int descriptor, const void *bytes, size_t count) {
  REAL(ssize_t, write, (int, const void *, size_t));
  // What a person is told does not count: nobody could be told that it failed.
  if (descriptor == STDERR_FILENO) return real(descriptor, bytes, count);
  return fails("write") ? -1 : real(descriptor, bytes, count);
}

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) {
  REAL(ssize_t, pwrite, (int, const void *, size_t, off_t));
  return fails("write") ? -1 : real(descriptor, bytes, count, offset);
}

ssize_t sendfile(int target, int source, off_t *offset, size_t count) {
  REAL(ssize_t, sendfile, (int, int, off_t *, size_t));
  return fails("write") ? -1 : real(target, source, offset, count);
}

int fsync(int descriptor) {
  REAL(int, fsync, (int));
  return fails("fsync") ? -1 : real(descriptor);
}

int ftruncate(int descriptor, off_t length) {
  REAL(int, ftruncate, (int, off_t));
  return fails("ftruncate") ? -1 : real(descriptor, length);
}

int fallocate(int descriptor, int mode, off_t offset, off_t length) {
  REAL(int, fallocate, (int, int, off_t, off_t));
  return fails("fallocate") ? -1 : real(descriptor, mode, offset, length);
}

int rename(const char *from, const char *to) {
  REAL(int, rename, (const char *, const char *));
  return fails("rename") ? -1 : real(from, to);
}

int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags) {
  REAL(int, renameat2, (int, const char *, int, const char *, unsigned));
  return fails("rename") ? -1 : real(from_folder, from, to_folder, to, flags);
}

int linkat(int from_folder, const char *from, int to_folder, const char *to, int flags) {
  REAL(int, linkat, (int, const char *, int, const char *, int));
  return fails("rename") ? -1 : real(from_folder, from, to_folder, to, flags);
}

// Does not fail, but is set: by as many hours as the error's number, from the chosen reading on.
int clock_gettime(clockid_t clock, struct timespec *time) {
  REAL(int, clock_gettime, (clockid_t, struct timespec *));
  int result = real(clock, time);
  if (result == 0 && clock == CLOCK_REALTIME && fails("clock")) time->tv_sec += plan.error * 3600L;
  return result;
}

pid_t fork(void) {
  REAL(pid_t, fork, (void));
  return fails("fork") ? -1 : real();
}

int pipe2(int ends[2], int flags) {
  REAL(int, pipe2, (int[2], int));
  return fails("pipe") ? -1 : real(ends, flags);
}

int eventfd(unsigned initial, int flags) {
  REAL(int, eventfd, (unsigned, int));
  return fails("eventfd") ? -1 : real(initial, flags);
}

int memfd_create(const char *name, unsigned flags) {
  REAL(int, memfd_create, (const char *, unsigned));
  return fails("memfd") ? -1 : real(name, flags);
}

void *mmap(void *address, size_t length, int protection, int flags, int descriptor, off_t offset) {
  REAL(void *, mmap, (void *, size_t, int, int, int, off_t));
  return fails("mmap") ? MAP_FAILED : real(address, length, protection, flags, descriptor, offset);
}

void *malloc(size_t size) {
  REAL(void *, malloc, (size_t));
  return size >= large_allocation && fails("malloc") ? NULL : real(size);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
  REAL(int, posix_memalign, (void **, size_t, size_t));
  return size >= large_allocation && fails("malloc") ? ENOMEM : real(memory, alignment, size);
}
