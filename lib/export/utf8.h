// Label values come from process names and unit names, which may hold any bytes; Prometheus refuses
// a whole scrape for one byte that is not UTF-8.
#pragma once

#include <string>
#include <string_view>

namespace sockwatch {

// `text` with every byte that is not part of a well-formed UTF-8 sequence (RFC 3629, section 4)
// replaced by U+FFFD.
std::string ValidUtf8(std::string_view text);

}  // namespace sockwatch
