// sockwatch ports: how near connect(2) is to running out of ephemeral ports, by destination.
#include <cmath>

#include "tool/columns.h"
#include "tool/commands.h"

namespace sockwatch::tool {
namespace {

std::string Percent(const Json& row) {
  const Json& ratio = At(row, "used_ratio");
  if (!ratio.is_number()) return "-";
  return std::to_string(std::lround(ratio.get<double>() * 100)) + "%";
}

}  // namespace

int RunPorts(const Context& context) {
  const std::vector<Column> columns = {{"source", "SOURCE"},
                                       {"destination", "DESTINATION"},
                                       {"held", "HELD", Align::kRight},
                                       {"time_wait", "TIME_WAIT", Align::kRight},
                                       {"limit", "LIMIT", Align::kRight},
                                       {"used_ratio", "USED", Align::kRight, Percent}};
  return ShowRows(context, api::Resource::kPorts, columns, context.settings.filters);
}

}  // namespace sockwatch::tool
