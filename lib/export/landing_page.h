// The page at /, for a person who opens the port in a browser.
#pragma once

#include <string>
#include <string_view>

#include "export/build_info.h"

namespace sockwatch {

inline constexpr std::string_view kLandingContentType = "text/html; charset=utf-8";

// Plain HTML without scripts or anything from elsewhere. Whatever is printed is escaped;
// `telemetry_path` begins with "/".
std::string LandingPage(const BuildInfo& build, std::string_view telemetry_path);

}  // namespace sockwatch
