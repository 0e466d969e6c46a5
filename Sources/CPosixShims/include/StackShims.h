// A process's own stack, taken when it is asked for it or when it crashes. All in C: a signal handler may do very little.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// The most frames of a stack that are kept.
#define SHIM_STACK_FRAMES 60

/// Where a process writes its stack: memory that others may map. Each word is written as a whole.
struct shim_stack_record {
  /// Stacks written so far: a reader sees a whole one where this has grown.
  uint64_t generation;
  /// The signal that ended the process; 0 if it was only asked.
  uint64_t signal;
  /// Whether much more memory would have been refused to the process.
  uint64_t is_memory_short;
  uint64_t count;
  /// Return addresses, the innermost first.
  uint64_t frames[SHIM_STACK_FRAMES];
};

/// Installs the handlers, which do nothing until `shim_keep_stack` says where stacks go, and which children inherit.
/// Makes backtrace() load what it needs, which no handler may do.
void shim_prepare_stacks(void);

/// Has this process (but none that it forks) write its stack into `record`, when it is asked to or crashes.
void shim_keep_stack(struct shim_stack_record *record);

/// The signal that asks a process for its stack.
int shim_stack_signal(void);

/// Opens what tells of this process's memory, once: a process that can open no files any more, and those that it forks, use that.
void shim_watch_memory(void);

/// Lets this process have at most `bytes` more of addresses than it has now. Returns 0 or -1 with errno.
int shim_limit_memory(uint64_t bytes);
