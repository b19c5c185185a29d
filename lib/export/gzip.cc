#include "export/gzip.h"

#include <zlib.h>

#include <limits>

namespace sockwatch {

std::string Gzip(std::string_view text, int level) {
  constexpr int kGzipWindowBits = 15 + 16;  // zlib.h: 16 more asks for a gzip header
  constexpr int kDefaultMemLevel = 8;
  if (text.size() > std::numeric_limits<uInt>::max()) return {};  // what one deflate() call takes

  z_stream stream{};
  if (deflateInit2(&stream, level, Z_DEFLATED, kGzipWindowBits, kDefaultMemLevel,
                   Z_DEFAULT_STRATEGY) != Z_OK) {
    return {};
  }
  std::string gzip(deflateBound(&stream, text.size()), '\0');
  // zlib does not write through next_in; its type predates const.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));  // NOLINT
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(gzip.data());
  stream.avail_out = static_cast<uInt>(gzip.size());
  const bool done = deflate(&stream, Z_FINISH) == Z_STREAM_END;
  gzip.resize(done ? stream.total_out : 0);
  deflateEnd(&stream);
  return gzip;
}

}  // namespace sockwatch
