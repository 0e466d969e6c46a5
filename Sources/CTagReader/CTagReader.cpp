#include "CTagReader.h"

#include <aifffile.h>
#include <attachedpictureframe.h>
#include <flacfile.h>
#include <id3v2framefactory.h>
#include <id3v2tag.h>
#include <mpegfile.h>
#include <oggflacfile.h>
#include <opusfile.h>
#include <speexfile.h>
#include <tdebuglistener.h>
#include <tiostream.h>
#include <tpropertymap.h>
#include <vorbisfile.h>
#include <wavfile.h>
#include <xiphcomment.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>

namespace {

#if TAGLIB_MAJOR_VERSION >= 2
using Length = size_t;
using Start = TagLib::offset_t;
using Offset = TagLib::offset_t;
#else
using Length = unsigned long;
using Start = unsigned long;
using Offset = long;
#endif

/// A read-only stream over a descriptor that somebody else owns.
class DescriptorStream final : public TagLib::IOStream {
 public:
  explicit DescriptorStream(int descriptor) : descriptor_(descriptor) {
    struct stat status;
    if (fstat(descriptor, &status) == 0) {
      length_ = status.st_size;
    } else {
      failure_ = errno;
    }
  }

  /// The first errno of a read, 0 for none.
  int failure() const { return failure_; }

  TagLib::FileName name() const override { return ""; }
  bool readOnly() const override { return true; }
  bool isOpen() const override { return failure_ == 0; }
  Offset tell() const override { return position_; }
  Offset length() override { return length_; }

  TagLib::ByteVector readBlock(Length wanted) override {
    if (position_ >= length_ || wanted == 0) return TagLib::ByteVector();
    // Sizes come from the file: never allocate more than it has.
    const Length rest = static_cast<Length>(length_ - position_);
    TagLib::ByteVector block(static_cast<unsigned int>(wanted < rest ? wanted : rest), 0);
    unsigned int done = 0;
    while (done < block.size()) {
      const ssize_t count = pread(descriptor_, block.data() + done, block.size() - done, position_ + done);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0 && failure_ == 0) failure_ = errno;
      if (count <= 0) break;
      done += static_cast<unsigned int>(count);
    }
    block.resize(done);
    position_ += done;
    return block;
  }

  void seek(Offset offset, Position from) override {
    const Offset base = from == Beginning ? 0 : from == Current ? position_ : length_;
    Offset target = 0;
    if (__builtin_add_overflow(base, offset, &target) || target < 0) target = 0;
    position_ = target;
  }

  void writeBlock(const TagLib::ByteVector &) override {}
  void insert(const TagLib::ByteVector &, Start, Length) override {}
  void removeBlock(Start, Length) override {}
  void truncate(Offset) override {}

 private:
  const int descriptor_;
  Offset position_ = 0;
  Offset length_ = 0;
  int failure_ = 0;
};

/// TagLib would print what it finds strange to stderr.
class SilentListener final : public TagLib::DebugListener {
 public:
  void printMessage(const TagLib::String &) override {}
};

/// A picture of the file; `isFront` says whether it is the front cover.
struct Picture {
  TagLib::ByteVector bytes;
  bool isFront;
};

class PictureChoice {
 public:
  explicit PictureChoice(size_t limit) : limit_(limit) {}

  void offer(const TagLib::ByteVector &bytes, bool isFront) {
    if (bytes.isEmpty() || bytes.size() > limit_) return;
    if (best_.bytes.isEmpty() || (isFront && !best_.isFront)) best_ = Picture{bytes, isFront};
  }

  void offer(const TagLib::ID3v2::Tag *tag) {
    if (tag == nullptr) return;
    for (const auto *frame : tag->frameList("APIC")) {
      const auto *picture = dynamic_cast<const TagLib::ID3v2::AttachedPictureFrame *>(frame);
      if (picture == nullptr) continue;
      offer(picture->picture(), picture->type() == TagLib::ID3v2::AttachedPictureFrame::FrontCover);
    }
  }

  void offer(const TagLib::List<TagLib::FLAC::Picture *> &pictures) {
    for (const auto *picture : pictures) {
      offer(picture->data(), picture->type() == TagLib::FLAC::Picture::FrontCover);
    }
  }

  const TagLib::ByteVector &bytes() const { return best_.bytes; }

 private:
  const size_t limit_;
  Picture best_{TagLib::ByteVector(), false};
};

/// The file of the kind, its pictures offered to `pictures`; null for an Ogg stream that is not known.
std::unique_ptr<TagLib::File> openFile(DescriptorStream &stream, ctagreader_kind kind, PictureChoice &pictures) {
  auto *const factory = TagLib::ID3v2::FrameFactory::instance();
  switch (kind) {
    case CTAGREADER_MPEG: {
#if TAGLIB_MAJOR_VERSION >= 2
      auto file = std::make_unique<TagLib::MPEG::File>(&stream, false);
#else
      auto file = std::make_unique<TagLib::MPEG::File>(&stream, factory, false);
#endif
      pictures.offer(file->ID3v2Tag());
      return file;
    }
    case CTAGREADER_WAV: {
      auto file = std::make_unique<TagLib::RIFF::WAV::File>(&stream, false);
      pictures.offer(file->ID3v2Tag());
      return file;
    }
    case CTAGREADER_AIFF: {
      auto file = std::make_unique<TagLib::RIFF::AIFF::File>(&stream, false);
      if (file->hasID3v2Tag()) pictures.offer(file->tag());
      return file;
    }
    case CTAGREADER_FLAC: {
#if TAGLIB_MAJOR_VERSION >= 2
      auto file = std::make_unique<TagLib::FLAC::File>(&stream, false);
#else
      auto file = std::make_unique<TagLib::FLAC::File>(&stream, factory, false);
#endif
      pictures.offer(file->pictureList());
      pictures.offer(file->ID3v2Tag());
      return file;
    }
    case CTAGREADER_OGG: {
      if (TagLib::Ogg::Vorbis::File::isSupported(&stream)) {
        auto file = std::make_unique<TagLib::Ogg::Vorbis::File>(&stream, false);
        if (file->tag() != nullptr) pictures.offer(file->tag()->pictureList());
        return file;
      }
      if (TagLib::Ogg::Opus::File::isSupported(&stream)) {
        auto file = std::make_unique<TagLib::Ogg::Opus::File>(&stream, false);
        if (file->tag() != nullptr) pictures.offer(file->tag()->pictureList());
        return file;
      }
      if (TagLib::Ogg::FLAC::File::isSupported(&stream)) {
        auto file = std::make_unique<TagLib::Ogg::FLAC::File>(&stream, false);
        if (file->tag() != nullptr) pictures.offer(file->tag()->pictureList());
        return file;
      }
      return nullptr;
    }
  }
  static_cast<void>(factory);
  return nullptr;
}

char *copyOf(const TagLib::PropertyMap &properties, const char *key) {
  const auto entry = properties.find(key);
  if (entry == properties.end()) return nullptr;
  std::string text = entry->second.toString(", ").to8Bit(true);
  const size_t limit = 64 * 1024;
  if (text.size() > limit) text.resize(limit);
  // What follows a zero is lost, as ID3 has it.
  return text.empty() ? nullptr : strdup(text.c_str());
}

void copy(const TagLib::PropertyMap &properties, const TagLib::ByteVector &picture, ctagreader_tags &tags) {
  tags.title = copyOf(properties, "TITLE");
  tags.artist = copyOf(properties, "ARTIST");
  tags.album = copyOf(properties, "ALBUM");
  tags.album_artist = copyOf(properties, "ALBUMARTIST");
  tags.date = copyOf(properties, "DATE");
  tags.genre = copyOf(properties, "GENRE");
  tags.track = copyOf(properties, "TRACKNUMBER");
  tags.comment = copyOf(properties, "COMMENT");
  // The name that the Vorbis comment specification has for it.
  if (tags.comment == nullptr) tags.comment = copyOf(properties, "DESCRIPTION");
  tags.composer = copyOf(properties, "COMPOSER");
  if (picture.isEmpty()) return;
  tags.picture = static_cast<uint8_t *>(malloc(picture.size()));
  if (tags.picture == nullptr) return;
  memcpy(tags.picture, picture.data(), picture.size());
  tags.picture_size = picture.size();
}

}  // namespace

ctagreader_result ctagreader_read(int descriptor, ctagreader_kind kind, size_t picture_limit, ctagreader_tags *tags,
                                  int *error_number) {
  *tags = ctagreader_tags{};
  *error_number = 0;
  try {
    // Never deleted: TagLib may speak until the process ends.
    static auto *const listener = new SilentListener;
    TagLib::setDebugListener(listener);
    DescriptorStream stream(descriptor);
    PictureChoice pictures(picture_limit);
    const auto file = openFile(stream, kind, pictures);
    if (file != nullptr && file->isValid()) copy(file->properties(), pictures.bytes(), *tags);
    if (stream.failure() != 0) {
      *error_number = stream.failure();
      return CTAGREADER_READ_FAILED;
    }
    return file != nullptr && file->isValid() ? CTAGREADER_OK : CTAGREADER_NO_TAGS;
  } catch (...) {
    return CTAGREADER_FAILED;
  }
}

void ctagreader_free(ctagreader_tags *tags) {
  free(tags->title);
  free(tags->artist);
  free(tags->album);
  free(tags->album_artist);
  free(tags->date);
  free(tags->genre);
  free(tags->track);
  free(tags->comment);
  free(tags->composer);
  free(tags->picture);
  *tags = ctagreader_tags{};
}
