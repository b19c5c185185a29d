// Sockets that listen. They are opened here and not by the HTTP library, so that a failure names
// its address and every socket, inherited or not, has the same options.
#pragma once

#include <string>

#include "base/result.h"
#include "base/unique_fd.h"

namespace sockwatch {

struct ListenSocket {
  UniqueFd fd;       // non-blocking, close-on-exec, listening
  std::string name;  // what it is bound to: "127.0.0.1:40123", "[::1]:40123", "unix:/path"
};

// Opens what `address` (see listen_address.h) says. A host name is looked up now, once, and the
// first of its addresses that this host has is used, IPv4 before IPv6. "[::]:port" and ":port" take
// IPv4 too, as mapped addresses (ipv6(7), IPV6_V6ONLY); ":port" alone falls back to 0.0.0.0 where
// there is no IPv6.
Result<ListenSocket> OpenListenSocket(const std::string& address);

// Takes over a listening stream socket made by somebody else (systemd).
Result<ListenSocket> AdoptListenSocket(UniqueFd fd);

}  // namespace sockwatch
