#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "ForkLogShims.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

// The table is constant-initialised: it exists before any fork and before any constructor, and takes no lazy
// initialiser (whose own lock a fork could catch). C keeps it, because Swift's globals may be lazy.
struct fork_lock {
  pthread_mutex_t mutex;
  _Atomic bool claimed;
  _Atomic bool reinitialise;
};

static struct fork_lock locks[FORKLOG_LOCK_COUNT] = {
    [0 ... FORKLOG_LOCK_COUNT - 1] = {.mutex = PTHREAD_MUTEX_INITIALIZER},
};

// The context's own lock is outside of the table, so that it cannot run out.
static pthread_mutex_t text_lock = PTHREAD_MUTEX_INITIALIZER;

// The child has one thread: the one that forked. A mutex that another thread held stays held for ever, because that
// thread does not exist here. The mutex guards no data, only the order of writes, so a fresh one loses nothing.
// A plain assignment is async-signal-safe; pthread_mutex_init is not promised to be.
static void reinitialise_in_child(void) {
  for (int i = 0; i < FORKLOG_LOCK_COUNT; i++) {
    if (atomic_load_explicit(&locks[i].reinitialise, memory_order_relaxed)) {
      locks[i].mutex = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
    }
  }
  text_lock = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
}

// 0: not registered, 1: somebody is at it, 2: registered. No pthread_once: a fork in its middle would leave the child
// waiting for a thread that it does not have. A child that inherits 1 may register a second time, which is harmless.
static _Atomic int registration;

static bool register_fork_handler(void) {
  int expected = 0;
  if (atomic_load(&registration) == 2) {
    return true;
  }
  atomic_compare_exchange_strong(&registration, &expected, 1);
  int code = pthread_atfork(NULL, NULL, reinitialise_in_child);
  if (code != 0) {
    atomic_store(&registration, 0);
    errno = code;
    return false;
  }
  atomic_store(&registration, 2);
  return true;
}

int forklog_lock_claim(bool reinitialise) {
  if (reinitialise && !register_fork_handler()) {
    return -1;
  }
  for (int i = 0; i < FORKLOG_LOCK_COUNT; i++) {
    bool expected = false;
    if (atomic_compare_exchange_strong(&locks[i].claimed, &expected, true)) {
      atomic_store(&locks[i].reinitialise, reinitialise);
      return i;
    }
  }
  errno = EAGAIN;
  return -1;
}

void forklog_lock_release(int lock) {
  atomic_store(&locks[lock].reinitialise, false);
  atomic_store(&locks[lock].claimed, false);
}

void forklog_lock(int lock) {
  pthread_mutex_lock(&locks[lock].mutex);
}

void forklog_unlock(int lock) {
  pthread_mutex_unlock(&locks[lock].mutex);
}

int forklog_kind_of(int descriptor) {
  struct stat status;
  if (fstat(descriptor, &status) != 0) {
    return -1;
  }
  if (S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode)) {
    return FORKLOG_PIPE;
  }
  return S_ISCHR(status.st_mode) ? FORKLOG_STREAM : FORKLOG_FILE;
}

int forklog_open(const char *path) {
  // O_NONBLOCK for the open alone: a FIFO that nobody reads would hold it for ever. It is refused with ENXIO instead.
  int descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0644);
  if (descriptor >= 0) {
    fcntl(descriptor, F_SETFL, O_APPEND);
  }
  return descriptor;
}

bool forklog_wait_writable(int descriptor, int timeout_ms) {
  struct pollfd wait = {.fd = descriptor, .events = POLLOUT};
  int count;
  // A signal restarts the wait, with its whole time: signals that rain faster than that are not this code's problem.
  do {
    count = poll(&wait, 1, timeout_ms);
  } while (count < 0 && errno == EINTR);
  return count != 0;
}

static ssize_t write_or_errno(int descriptor, const uint8_t *bytes, size_t count) {
  ssize_t written = write(descriptor, bytes, count);
  return written < 0 ? -errno : written;
}

ssize_t forklog_write(int descriptor, const uint8_t *bytes, size_t count, enum forklog_kind kind) {
  if (kind != FORKLOG_PIPE) {
    return write_or_errno(descriptor, bytes, count);
  }
  // SIGPIPE of a write goes to the thread that writes. It is blocked here for the length of the write, and taken out of
  // the queue if this write put it there, so that the process's own handling of SIGPIPE stays as it is.
  sigset_t pipe_signal, previous, pending;
  sigemptyset(&pipe_signal);
  sigaddset(&pipe_signal, SIGPIPE);
  sigpending(&pending);
  bool was_pending = sigismember(&pending, SIGPIPE) == 1;
  pthread_sigmask(SIG_BLOCK, &pipe_signal, &previous);
  ssize_t written = write_or_errno(descriptor, bytes, count);
  if (written == -EPIPE && !was_pending) {
    struct timespec at_once = {0, 0};
    while (sigtimedwait(&pipe_signal, NULL, &at_once) < 0 && errno == EINTR) {
    }
  }
  pthread_sigmask(SIG_SETMASK, &previous, NULL);
  return written;
}

static struct {
  uint8_t bytes[FORKLOG_TEXT_CAPACITY];
  size_t count;
} texts[FORKLOG_TEXT_COUNT];

void forklog_text_set(enum forklog_text text, const uint8_t *bytes, size_t count) {
  if (count > FORKLOG_TEXT_CAPACITY) {
    count = FORKLOG_TEXT_CAPACITY;
  }
  pthread_mutex_lock(&text_lock);
  if (count > 0) {
    memcpy(texts[text].bytes, bytes, count);
  }
  texts[text].count = count;
  pthread_mutex_unlock(&text_lock);
}

size_t forklog_text_get(enum forklog_text text, uint8_t *bytes) {
  pthread_mutex_lock(&text_lock);
  size_t count = texts[text].count;
  memcpy(bytes, texts[text].bytes, count);
  pthread_mutex_unlock(&text_lock);
  return count;
}

pid_t forklog_fork(void) {
  return fork();
}

pid_t forklog_raw_clone(void) {
  return (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
}
