// The plain page at /, where the configuration wants no more: links to what is served.
#pragma once

#include <string>
#include <string_view>

#include "export/build_info.h"

namespace sockwatch {

inline constexpr std::string_view kHtmlContentType = "text/html; charset=utf-8";

// Plain HTML without scripts or anything from elsewhere. Whatever is printed is escaped;
// `telemetry_path` begins with "/".
std::string LinksPage(const BuildInfo& build, std::string_view telemetry_path);

}  // namespace sockwatch
