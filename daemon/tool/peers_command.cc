// sockwatch peers: netstat -nat | awk '{print $5}' | cut -d: -f1 | sort | uniq -c | sort -nr | head
#include "tool/columns.h"
#include "tool/commands.h"

namespace sockwatch::tool {
namespace {

constexpr unsigned kShown = 20;

// "ESTABLISHED 12, CLOSE_WAIT 3"
std::string StatesText(const Json& row) {
  std::string text;
  for (const auto& [state, count] : At(row, "states").items()) {
    text += (text.empty() ? "" : ", ") + StateText(state) + " " + ValueText(count);
  }
  return text;
}

std::string PortText(const Json& row) {
  return ValueText(At(row, "role")) + " " + ValueText(At(row, "port"));
}

}  // namespace

int RunPeers(const Context& context) {
  Filters filters = context.settings.filters;
  if (!context.settings.limit_given && !context.settings.count) filters.limit = kShown;
  std::vector<Column> columns = {{"sockets", "SOCKETS", Align::kRight},
                                 EndpointColumn("remote_address", "remote_port", "REMOTE"),
                                 {"process", "PROCESS"},
                                 {"unit", "UNIT"}};
  if (context.settings.format == Format::kCsv) {
    for (const char* key : {"netns", "remote_port", "role", "port", "states"}) {
      columns.push_back({key, ""});
    }
  } else {
    columns.push_back({"port", "AS", Align::kLeft, PortText});
    columns.push_back({"states", "STATES", Align::kLeft, StatesText});
  }
  if (filters.by == "process") columns.erase(columns.begin() + 1);
  return ShowRows(context, api::Resource::kPeers, columns, filters);
}

}  // namespace sockwatch::tool
