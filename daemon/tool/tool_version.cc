#include "tool/tool_version.h"

namespace sockwatch::tool {

std::string ToolVersion() { return SOCKWATCH_VERSION; }

std::string ToolVersionText() {
  const std::string revision = SOCKWATCH_REVISION;
  return "sockwatch, version " + ToolVersion() +
         " (revision: " + (revision.empty() ? "unknown" : revision) + ")";
}

}  // namespace sockwatch::tool
