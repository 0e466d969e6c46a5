#include "CProcessorCheck.h"

#include <unistd.h>

// Compiled for every processor, while the modules in Swift are compiled for those of x86-64-v3 unless Package.swift was told
// otherwise. A constructor, since no line of Swift may run before it.
#if defined(__x86_64__) && defined(WUBREMIX_NEEDS_V3)
__attribute__((constructor)) static void check_processor(void) {
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi") &&
      __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("f16c") && __builtin_cpu_supports("lzcnt") &&
      __builtin_cpu_supports("movbe")) {
    return;
  }
  static const char message[] =
      "wubremix: this processor has no AVX2, which this program was built for: build it with WUBREMIX_PROCESSOR=x86-64\n";
  if (write(STDERR_FILENO, message, sizeof message - 1) < 0) { /* nobody listens */ }
  _exit(70);
}
#endif
