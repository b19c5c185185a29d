// The other direction of lib/export's gzip, for tests.
#pragma once

#include <zlib.h>

#include <string>

namespace sockwatch::testing {

// Empty if `gzip` is no whole gzip stream with a right checksum.
inline std::string Gunzip(const std::string& gzip) {
  constexpr int kGzipWindowBits = 15 + 16;
  z_stream stream{};
  if (inflateInit2(&stream, kGzipWindowBits) != Z_OK) return {};
  std::string compressed = gzip;
  stream.next_in = reinterpret_cast<Bytef*>(compressed.data());
  stream.avail_in = static_cast<uInt>(compressed.size());
  std::string text;
  int result = Z_OK;
  while (result == Z_OK) {
    std::string chunk(1024, '\0');
    stream.next_out = reinterpret_cast<Bytef*>(chunk.data());
    stream.avail_out = static_cast<uInt>(chunk.size());
    result = inflate(&stream, Z_NO_FLUSH);
    text += chunk.substr(0, chunk.size() - stream.avail_out);
  }
  inflateEnd(&stream);
  return result == Z_STREAM_END && stream.avail_in == 0 ? text : std::string();
}

}  // namespace sockwatch::testing
