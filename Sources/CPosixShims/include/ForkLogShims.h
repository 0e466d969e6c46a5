// What a log sink needs below Swift: locks that a forked child finds open, and writes that raise no signal.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// How many locks the process has. Fixed, so that the fork handler neither allocates nor follows a list.
enum { FORKLOG_LOCK_COUNT = 64 };

/// Takes one lock out of the table, or returns -1 with errno: EAGAIN when all are taken, ENOMEM when the fork handler
/// cannot be registered. With `reinitialise`, the lock is open in every child that fork(2) of libc makes.
int forklog_lock_claim(bool reinitialise);

/// Gives the lock back; nobody may hold it or wait for it.
void forklog_lock_release(int lock);

void forklog_lock(int lock);
void forklog_unlock(int lock);

/// What a write can do to the process that calls it.
enum forklog_kind {
  FORKLOG_FILE,    // Neither blocks for long nor raises SIGPIPE.
  FORKLOG_STREAM,  // Terminals and devices: may block.
  FORKLOG_PIPE,    // Pipes and sockets: may block and raise SIGPIPE.
};

/// The kind of an open descriptor, or -1 with errno.
int forklog_kind_of(int descriptor);

/// Opens for appending, creates with mode 0644, and keeps programs that are executed from inheriting the descriptor.
int forklog_open(const char *path);

/// Waits until `descriptor` takes data, at most `timeout_ms`. Returns whether it does (or reports an error, which
/// the write then meets).
bool forklog_wait_writable(int descriptor, int timeout_ms);

/// One write(2). Returns the bytes written or the negative errno; raises no SIGPIPE, whatever the process does with it.
ssize_t forklog_write(int descriptor, const uint8_t *bytes, size_t count, enum forklog_kind kind);

/// Longest text of the process's context, in bytes of UTF-8.
enum { FORKLOG_TEXT_CAPACITY = 96 };

/// The texts that stand in each of the process's records.
enum forklog_text { FORKLOG_ROLE, FORKLOG_JOB, FORKLOG_CHUNK, FORKLOG_TEXT_COUNT };

/// Stores `count` bytes, at most FORKLOG_TEXT_CAPACITY; none means that there is no such text.
void forklog_text_set(enum forklog_text text, const uint8_t *bytes, size_t count);

/// Copies the text to `bytes` (room for FORKLOG_TEXT_CAPACITY) and returns its length.
size_t forklog_text_get(enum forklog_text text, uint8_t *bytes);

/// fork(2) of libc.
pid_t forklog_fork(void);

/// The bare system call: skips every pthread_atfork handler, and so leaves the locks as they were. For demonstration.
pid_t forklog_raw_clone(void);
