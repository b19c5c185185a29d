// The UDP and UNIX sockets of a namespace, one by one: for a person who asks, not for every tick.
#pragma once

#include <vector>

#include "base/result.h"
#include "netlink/diag_transport.h"
#include "netlink/unix_rows.h"
#include "sample/socket_sample.h"
#include "selfstats/self_stats.h"

namespace sockwatch {

// All of them, IPv4's first, by two dumps; or why there are none. A dump is no snapshot: sockets
// opened or closed while it runs may be missed or there twice. The transport is opened anew.
Result<std::vector<SocketSample>> ListUdpSockets(DiagTransport& transport, SelfStats& stats);

// The same of UNIX sockets, by one dump.
Result<std::vector<UnixRow>> ListUnixSockets(DiagTransport& transport, SelfStats& stats);

}  // namespace sockwatch
