// Calls of Linux and glibc that Swift cannot see: variadic ones, macros, and those without a glibc wrapper.
#pragma once

// Only these headers: with _GNU_SOURCE, others define types differently from the Glibc module.
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// libc's fork, which runs the pthread_atfork handlers.
pid_t shim_fork(void);

/// From here on a Dispatch queue or a Swift Task traps at once instead of making the process unforkable.
/// Returns whether libdispatch is linked and took the order.
bool shim_prohibit_threads(void);

/// Takes that back, in a process that will never fork.
void shim_allow_threads(void);

/// Whether a Dispatch queue or a Swift Task has made this process start threads, be they gone by now or not.
bool shim_has_used_dispatch(void);

/// Asks the kernel for `signal` when the parent dies. Returns 0 or -1 with errno.
int shim_set_parent_death_signal(int signal);

/// Makes this process the one that orphaned descendants are handed to. Returns 0 or -1 with errno.
int shim_become_subreaper(void);

/// Names this process for ps and top: at most 15 bytes are kept.
int shim_set_process_name(const char *name);

/// A descriptor that becomes readable when the process ends, or -1 with errno.
int shim_pidfd_open(pid_t pid);

/// Whether a signal has stopped `child`, a child of this process.
bool shim_is_stopped(pid_t child);

/// Closes all descriptors from `first` to `last`. Returns 0 or -1 with errno.
int shim_close_range(unsigned first, unsigned last);

/// Waits until `*word` is no longer `expected`, someone wakes it, or `timeout_ns` has passed.
/// Returns 0 or an errno value: EAGAIN (differs already), ETIMEDOUT, EINTR.
int shim_futex_wait(uint32_t *word, uint32_t expected, int64_t timeout_ns);

/// Wakes up to `count` waiters of `word`, in any process.
int shim_futex_wake(uint32_t *word, int count);

/// open(2) with a mode, or -1 with errno.
int shim_open(const char *path, int flags, mode_t mode);

/// Sets O_NONBLOCK. Returns 0 or -1 with errno.
int shim_set_nonblocking(int descriptor);

/// Sets O_APPEND. Returns 0 or -1 with errno.
int shim_set_appending(int descriptor);

/// The cores that this process may run on, at least 1.
int shim_available_cores(void);

/// Keeps this process on one of the cores that it may run on, counted from 0 and round again. Returns 0 or -1 with errno.
int shim_stay_on_core(int index);

/// Has printed lines written at once, even into a pipe.
void shim_buffer_lines(void);

/// Reads a terminal's width in columns; 0 if `descriptor` is no terminal.
int shim_terminal_columns(int descriptor);

/// An eventfd counter, close-on-exec and non-blocking, or -1 with errno.
int shim_eventfd(void);

/// Adds 1 to an eventfd counter.
void shim_eventfd_ring(int descriptor);

/// Sets an eventfd counter to 0.
void shim_eventfd_clear(int descriptor);

/// Blocks the `count` signals (but not a hang-up that is ignored) and opens a signalfd for them, close-on-exec and non-blocking; or -1 with errno.
int shim_signalfd(const int *signals, size_t count);

/// The next signal that `descriptor` (a signalfd) holds; 0 if none.
int shim_signalfd_next(int descriptor);

/// A pipe, close-on-exec. Returns 0 or -1 with errno.
int shim_pipe(int ends[2]);

/// A pair of connected sockets that keep messages apart (SOCK_SEQPACKET), close-on-exec. Returns 0 or -1 with errno.
int shim_message_sockets(int ends[2]);

/// Sends a message, and with it a copy of `descriptor` unless that is negative. Returns 0 or -1 with errno (EAGAIN: the other end has to
/// take some first); raises no signal.
int shim_send_message(int socket, const void *bytes, size_t count, int descriptor);

/// Takes the next message. `*descriptor` is what came with it (close-on-exec), or -1. Returns its bytes, 0 when the other end is gone, or
/// -1 with errno (EMSGSIZE: it is longer than `count`).
ssize_t shim_receive_message(int socket, void *bytes, size_t count, int *descriptor);

/// A socket that listens for TCP at a numeric address, close-on-exec and non-blocking; or -1 with errno.
int shim_listen(const char *address, int port, int backlog);

/// The port that a socket listens at; 0 if it is none.
int shim_listening_port(int socket);

/// Sends a datagram to the Unix socket `path` ('@' first: an abstract name). Returns 0 or -1 with errno.
int shim_send_datagram(const char *path, const void *bytes, size_t count);

/// An anonymous file in memory, close-on-exec, or -1 with errno.
int shim_memfd_create(const char *name);

/// Keeps everybody from changing a file in memory, for good. Returns 0 or -1 with errno.
int shim_seal(int descriptor);

/// Gives `descriptor` memory or disk blocks from `offset` on. Returns 0 or -1 with errno.
int shim_allocate(int descriptor, off_t offset, off_t length);

/// Gives memory or disk blocks back, and leaves a hole in their place; where that cannot be done they stay.
void shim_punch_hole(int descriptor, off_t offset, off_t length);

/// A file without a name in `folder`, to be linked when complete; or -1 with errno (EOPNOTSUPP: not here).
int shim_open_unnamed(const char *folder, mode_t mode);

/// Opens /dev/null in place of closed standard descriptors, so that no file of ours gets their numbers;
/// reading or writing there stays an error.
void shim_open_standard_descriptors(void);

/// Lets this process open as many descriptors as it may.
void shim_raise_descriptor_limit(void);

/// Unblocks every signal.
void shim_unblock_all_signals(void);

/// Renames unless `to` exists (EEXIST). Returns 0 or -1 with errno.
int shim_rename_to_new_name(const char *from, const char *to);

/// Has two files swap their names in one step. Returns 0 or -1 with errno (ENOENT if one is not there).
int shim_exchange_names(const char *one, const char *other);
