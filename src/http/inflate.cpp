#include "http/inflate.h"

#include <zlib.h>

#include <new>

namespace idm::http {
namespace {

constexpr int gzip_only = 15 + 16;  // the largest window, gzip header and trailer required

/// zlib's state, released on every way out.
class Inflater {
 public:
  explicit Inflater(std::string_view packed) {
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream_.avail_in = static_cast<uInt>(packed.size());
    if (inflateInit2(&stream_, gzip_only) != Z_OK) throw std::bad_alloc();
  }
  ~Inflater() { inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  z_stream& stream() { return stream_; }

 private:
  z_stream stream_{};
};

}  // namespace

Inflated inflate_gzip(std::string_view packed, std::size_t limit, std::string& plain) {
  Inflater inflater(packed);
  z_stream& stream = inflater.stream();
  plain.clear();
  char piece[16384];
  for (;;) {
    stream.next_out = reinterpret_cast<Bytef*>(piece);
    stream.avail_out = sizeof piece;
    const int state = ::inflate(&stream, Z_NO_FLUSH);
    const std::size_t made = sizeof piece - stream.avail_out;
    if (made > limit - plain.size()) return Inflated::TooLarge;
    plain.append(piece, made);
    if (state == Z_STREAM_END) {
      if (stream.avail_in == 0) return Inflated::Whole;
      if (inflateReset(&stream) != Z_OK) return Inflated::Broken;
    } else if (state != Z_OK || (stream.avail_in == 0 && stream.avail_out != 0)) {
      return Inflated::Broken;
    }
  }
}

}  // namespace idm::http
