// /proc/net/sockstat and /proc/net/sockstat6 (net/ipv4/proc.c, net/ipv6/proc.c). Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace sockwatch {

// Of "TCP: inuse N orphan N tw N alloc N mem N" what counts this namespace alone; orphan, alloc and
// mem count the whole machine.
struct SockstatTcp {
  std::uint32_t inuse = 0;      // hashed full IPv4 sockets and listeners, no request sockets
  std::uint32_t time_wait = 0;  // "tw": TIME_WAIT and FIN_WAIT2 minisocks, IPv4 and IPv6

  friend bool operator==(const SockstatTcp&, const SockstatTcp&) = default;
};

// Nothing if there is no "TCP:" line, or one of the two is missing in it or is no number.
std::optional<SockstatTcp> ParseSockstat(std::string_view sockstat);

// Of sockstat6, "TCP6: inuse N": the full IPv6 sockets and listeners.
std::optional<std::uint32_t> ParseSockstat6Inuse(std::string_view sockstat6);

}  // namespace sockwatch
