#include "version.h"

#include <spdlog/fmt/fmt.h>

namespace sockwatch {

BuildInfo ThisBuild() {
#ifdef __clang__
  const std::string compiler = "clang++ " __clang_version__;
#else
  const std::string compiler = "g++ " __VERSION__;
#endif
  return {.version = SOCKWATCH_VERSION, .revision = SOCKWATCH_REVISION, .compiler = compiler};
}

std::string VersionText() {
  const BuildInfo build = ThisBuild();
  return fmt::format("sockwatchd, version {} (revision: {})\n  compiler: {}", build.version,
                     build.revision.empty() ? "unknown" : build.revision, build.compiler);
}

}  // namespace sockwatch
