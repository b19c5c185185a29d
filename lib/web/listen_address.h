// The text form of a listen address, as in node_exporter's --web.listen-address.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sockwatch {

struct ListenAddress {
  std::string host;        // without brackets; a name or a number; "" = all addresses
  std::uint16_t port = 0;  // 0 = any free one
};

// Takes "host:port", "[v6]:port" and ":port". Looks nothing up, so a host name passes unchecked.
Result<ListenAddress> ParseListenAddress(std::string_view text);

}  // namespace sockwatch
