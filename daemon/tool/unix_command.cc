// sockwatch unix: netstat -ax, and -lx with --listening.
#include "tool/columns.h"
#include "tool/commands.h"

namespace sockwatch::tool {

int RunUnix(const Context& context) {
  std::vector<Column> columns = {{"type", "TYPE"},
                                 StateColumn(),
                                 {"receive_queue", "RECV-Q", Align::kRight},
                                 {"send_queue", "SEND-Q", Align::kRight},
                                 {"inode", "INODE", Align::kRight},
                                 {"peer_inode", "PEER", Align::kRight},
                                 {"name", "NAME"},
                                 ProcessColumn(),
                                 {"unit", "UNIT"}};
  if (context.settings.format == Format::kCsv) columns.push_back({"pid", ""});
  return ShowRows(context, context.settings.listening ? "unix_listening" : "unix", columns,
                  context.settings.filters);
}

}  // namespace sockwatch::tool
