// One log record as one line of text, in the two formats that Prometheus' own programs offer.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "options.h"

namespace sockwatch {

// `time=2026-01-02T03:04:05.678Z level=info msg="..."` or the same as a JSON object; ends with a
// newline. Whatever `message` holds, it is one line of valid UTF-8.
std::string LogLine(LogFormat format, WallTime time, std::string_view level,
                    std::string_view message);

}  // namespace sockwatch
