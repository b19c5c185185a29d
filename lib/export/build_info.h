// What this binary was built from, as the build system knows it.
#pragma once

#include <string>

namespace sockwatch {

struct BuildInfo {
  std::string version;   // e.g. "0.1.0"
  std::string revision;  // of the source tree, "" if unknown
  std::string compiler;  // e.g. "g++ 12.2.0"
};

}  // namespace sockwatch
