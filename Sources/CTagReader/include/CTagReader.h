#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The kind of file, which the caller knows: TagLib's own detection would try formats that nobody asked for.
typedef enum {
  CTAGREADER_MPEG,
  CTAGREADER_WAV,
  CTAGREADER_AIFF,
  CTAGREADER_FLAC,
  CTAGREADER_OGG,
} ctagreader_kind;

/// Tags as UTF-8, each NULL where the file has none, and cut to 64 KiB.
typedef struct {
  char *title;
  char *artist;
  char *album;
  char *album_artist;
  char *date;
  char *genre;
  char *track;
  char *comment;
  char *composer;
  /// The front cover, or else the first picture that is not larger than the limit.
  uint8_t *picture;
  size_t picture_size;
} ctagreader_tags;

typedef enum {
  CTAGREADER_OK,
  /// The file has no tags, or ones that TagLib can't make out.
  CTAGREADER_NO_TAGS,
  /// Reading failed: `error_number` holds errno.
  CTAGREADER_READ_FAILED,
  /// TagLib threw, for want of memory or for what the file holds.
  CTAGREADER_FAILED,
} ctagreader_result;

/// Reads the tags of the open file `descriptor` with pread, so that its offset stays where it was. Never throws.
/// `tags` is to be freed with ctagreader_free, whatever the result.
ctagreader_result ctagreader_read(int descriptor, ctagreader_kind kind, size_t picture_limit, ctagreader_tags *tags,
                                  int *error_number);

void ctagreader_free(ctagreader_tags *tags);

#ifdef __cplusplus
}
#endif
