// What this build is, from CMake and git.
#pragma once

#include <string>

#include "export/build_info.h"

namespace sockwatch {

BuildInfo ThisBuild();

// What --version prints.
std::string VersionText();

}  // namespace sockwatch
