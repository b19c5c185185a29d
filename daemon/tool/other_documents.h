// The data of documents of UDP and UNIX sockets. The daemon has none: it counts these alone.
#pragma once

#include <string>

#include "api/answer.h"
#include "base/result.h"
#include "tool/row_filter.h"

namespace sockwatch::tool {

struct OtherDocument {
  api::Data rows{};
  std::uint32_t hidden = 0;  // processes that may not be looked into
};

// Rows as those of `sockets`, their state "established" or "unconn". `listening`: only those that
// anybody may send to.
Result<OtherDocument> UdpData(const RowFilter& filter, std::size_t limit, bool listening,
                              const std::string& proc_root);

// {"type", "state", "name", "inode", "peer_inode", "receive_queue", "send_queue", owner...}.
// `listening`: those in LISTEN.
Result<OtherDocument> UnixData(const RowFilter& filter, std::size_t limit, bool listening,
                               const std::string& proc_root);

}  // namespace sockwatch::tool
