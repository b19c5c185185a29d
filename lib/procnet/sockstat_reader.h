// What sockstat and sockstat6 of any namespace say, without keeping it alive.
#pragma once

#include <optional>
#include <string>

#include "procnet/sockstat.h"

namespace sockwatch {

// `net` is /proc/PID/net, or a directory that looks like it. `inuse` is the sum of both families;
// without sockstat6 there is no IPv6. Nothing if it cannot be read or understood, as when the
// process is gone. Opens and closes the files.
std::optional<SockstatTcp> ReadSockstat(const std::string& net);

}  // namespace sockwatch
