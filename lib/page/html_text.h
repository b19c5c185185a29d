// Text on its way into HTML.
#pragma once

#include <string>
#include <string_view>

#include "export/build_info.h"

namespace sockwatch {

// As text or as a quoted attribute's value, UTF-8 whatever it holds.
std::string EscapedHtml(std::string_view text);

// "version 0.1.0, revision 0123abc, built with g++ 12.2.0", what is not known left out; escaped.
std::string VersionText(const BuildInfo& build);

}  // namespace sockwatch
