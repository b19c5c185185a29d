// What this build is, from CMake and git.
#pragma once

#include <string>

namespace sockwatch::tool {

// "0.1.0".
std::string ToolVersion();

// What --version prints.
std::string ToolVersionText();

}  // namespace sockwatch::tool
