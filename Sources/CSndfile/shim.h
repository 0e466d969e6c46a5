#pragma once
#include <sndfile.h>
#include <stdio.h>

/// Whether libraries' messages on the stream `stderr` are lost from now on.
///
/// mpg123, inside libsndfile, prints what it finds wrong in an MP3, once for every damaged frame, and has no switch that libsndfile
/// would set. Only the C stream is exchanged: the descriptor 2, where a crash reports itself, stays as it is.
static inline void csndfile_silence_messages(int is_silent) {
  static FILE *original = NULL;
  static FILE *nowhere = NULL;
  static char buffer[64];
  if (original == NULL) original = stderr;
  if (nowhere == NULL) nowhere = fmemopen(buffer, sizeof buffer, "w");
  if (nowhere != NULL) stderr = is_silent ? nowhere : original;
}
