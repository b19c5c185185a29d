// gzip (RFC 1952) of a text, by zlib.
#pragma once

#include <string>
#include <string_view>

namespace sockwatch {

// `level` 1 (fast) .. 9 (small). Empty if zlib fails, for want of memory alone.
std::string Gzip(std::string_view text, int level);

}  // namespace sockwatch
