// UDP and UNIX sockets of every kind and state, on loopback and abstract names only.
#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <vector>

#include "base/unique_fd.h"
#include "sample/other_sockets.h"

namespace sockwatch::testing {

// What a dump of the zoo must count; no two numbers of a kind are alike.
inline constexpr OtherSockets kOtherZoo = {
    .udp_known = true,
    .unix_known = true,
    .udp = {{{2, 3}, {4, 1}}},
    .unix_sockets = {{{4, 3, 1}, {8, 5, 0}, {2, 6, 7}}},
};

// Opens them, and keeps them open as long as it lives. Throws std::system_error.
class OtherZoo {
 public:
  OtherZoo();

 private:
  void AddUdp(int family, const UdpStateCounts& counts);
  void AddUnix(int type, const UnixStateCounts& counts);

  std::vector<UniqueFd> kept_;
};

UniqueFd NewUdpSocket(int family, bool connected);

// Bound to an abstract name that the kernel picks (unix(7), autobind).
UniqueFd NewBoundUnixSocket(int type);
UniqueFd NewUnixListener(int type);

// Not accepted: the other end waits in the queue.
UniqueFd ConnectUnix(const UniqueFd& to, int type);

}  // namespace sockwatch::testing
