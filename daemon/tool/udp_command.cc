// sockwatch udp: netstat -au, and -lu with --listening.
#include "tool/columns.h"
#include "tool/commands.h"

namespace sockwatch::tool {

int RunUdp(const Context& context) {
  std::vector<Column> columns = {StateColumn(),
                                 {"receive_queue", "RECV-Q", Align::kRight},
                                 {"send_queue", "SEND-Q", Align::kRight},
                                 EndpointColumn("local_address", "local_port", "LOCAL"),
                                 EndpointColumn("remote_address", "remote_port", "REMOTE"),
                                 ProcessColumn(),
                                 {"unit", "UNIT"}};
  if (context.settings.format == Format::kCsv) {
    for (const char* key : {"netns", "family", "local_port", "remote_port", "inode", "pid"}) {
      columns.push_back({key, ""});
    }
  }
  return ShowRows(context, context.settings.listening ? "udp_listening" : "udp", columns,
                  context.settings.filters);
}

}  // namespace sockwatch::tool
