// sockwatch listen: netstat -ntlp, and how full the accept queues are.
#include "tool/columns.h"
#include "tool/commands.h"

namespace sockwatch::tool {

int RunListen(const Context& context) {
  std::vector<Column> columns = {EndpointColumn("address", "port", "ADDRESS"),
                                 {"accept_queue", "QUEUE", Align::kRight},
                                 {"accept_queue_limit", "LIMIT", Align::kRight},
                                 {"connections", "CONNECTIONS", Align::kRight},
                                 ProcessColumn(),
                                 {"unit", "UNIT"}};
  if (context.settings.format == Format::kCsv) {
    columns.insert(columns.begin(), {{"netns", ""}, {"family", ""}});
    columns.insert(columns.begin() + 3, {"port", ""});
    columns.push_back({"pid", ""});
  }
  return ShowRows(context, api::Resource::kListeners, columns, context.settings.filters);
}

}  // namespace sockwatch::tool
