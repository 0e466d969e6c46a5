#pragma once
#include <seccomp.h>

// Macros that Swift cannot see.
static inline uint32_t shim_seccomp_refuse(int error) { return SCMP_ACT_ERRNO(error); }
static inline uint32_t shim_seccomp_allow(void) { return SCMP_ACT_ALLOW; }
static inline uint32_t shim_seccomp_kill(void) { return SCMP_ACT_KILL_PROCESS; }

// Allows a call whose argument of this number has none of these bits.
static inline int shim_seccomp_allow_without(scmp_filter_ctx filter, int call, unsigned argument, uint64_t bits) {
  struct scmp_arg_cmp comparison = SCMP_CMP(argument, SCMP_CMP_MASKED_EQ, bits, 0);
  return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, call, 1, &comparison);
}
