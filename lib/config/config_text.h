// What a configuration file must be before it is parsed at all: small, and plain UTF-8 text.
#pragma once

#include <cstddef>
#include <string_view>

#include "config/config_error.h"

namespace sockwatch {

// Reports the first offence only. Refused: more than `max_bytes`; bytes that are not UTF-8 (RFC
// 3629: shortest form, no surrogates); control characters other than tab, "\n" and "\r\n".
bool CheckConfigText(std::string_view text, std::size_t max_bytes, ConfigErrors& errors);

}  // namespace sockwatch
