// sockwatch list: ss -tanp, with filters and ages.
#include "tool/columns.h"
#include "tool/commands.h"

namespace sockwatch::tool {
namespace {

// All that a row says is in CSV; a table has what fits a terminal.
std::vector<Column> Columns(Format format) {
  if (format != Format::kCsv) {
    return {StateColumn(),
            {"receive_queue", "RECV-Q", Align::kRight},
            {"send_queue", "SEND-Q", Align::kRight},
            EndpointColumn("local_address", "local_port", "LOCAL"),
            EndpointColumn("remote_address", "remote_port", "REMOTE"),
            AgeColumn("age_seconds", "AGE"),
            ProcessColumn(),
            {"unit", "UNIT"}};
  }
  std::vector<Column> columns;
  for (const char* key :
       {"netns",          "family",      "state",         "local_address", "local_port",
        "remote_address", "remote_port", "receive_queue", "send_queue",    "inode",
        "cookie",         "unit",        "process",       "pid",           "role",
        "port",           "since_at",    "age_seconds",   "known",         "reason"}) {
    columns.push_back({key, key});
  }
  return columns;
}

}  // namespace

int RunList(const Context& context) {
  return ShowRows(context, api::Resource::kSockets, Columns(context.settings.format),
                  context.settings.filters);
}

}  // namespace sockwatch::tool
