// What a process can give up for good.
#pragma once

#include <stdint.h>

/// No program that this process starts gets more rights than it has. Returns 0 or -1 with errno.
int shim_no_new_privileges(void);

/// The version of Landlock that the kernel knows; 0 if none.
int shim_landlock_version(void);

/// From here on no file can be opened, made or removed, no TCP connection made and (where the kernel knows it) no other process be sent
/// signals than those that this one forks; what is open stays open. Returns 0 or -1 with errno.
int shim_landlock_all(void);

/// Begins to trace a process, as debuggers do. Returns 0 or -1 with errno.
int shim_trace(int process);

/// Sets soft and hard limit of a resource, but no higher than it is. Returns 0 or -1 with errno.
int shim_limit(int resource, uint64_t limit);
