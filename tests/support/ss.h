// iproute2's ss(8) as the oracle: what it says of this namespace's TCP sockets.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sample/socket_sample.h"
#include "sample/tcp_state.h"

namespace sockwatch::testing {

struct SsEndpoint {
  std::string address;     // as ss prints it, without brackets: "::ffff:127.0.0.1", "0.0.0.0", "*"
  std::uint16_t port = 0;  // 0 where ss prints "*"
};

struct SsUser {
  std::string process;  // comm
  int pid = 0;
  int fd = 0;
};

struct SsRow {
  TcpState state = TcpState::kClose;
  std::uint32_t receive_queue = 0;
  std::uint32_t send_queue = 0;
  SsEndpoint local;
  SsEndpoint peer;
  std::vector<SsUser> users;  // empty: no process holds it
  std::uint32_t inode = 0;    // 0 where ss prints none
  std::uint64_t cookie = 0;   // "sk:"
  std::string timer;          // "timewait", "on", "keepalive", ...; empty where none runs

  // By the address: "*" and "::" are IPv6 listeners. The wildcard "*" of an IPv4 socket is 0.0.0.0.
  [[nodiscard]] Family GetFamily() const;
};

// Runs `ss -tanpeHO` in the caller's namespace. Throws if ss fails or prints what is not
// understood.
std::vector<SsRow> RunSs();

// The same in the namespace that `ip netns` calls so.
std::vector<SsRow> RunSsIn(const std::string& netns);

// For each socket that `filter` lets through, e.g. {"state", "close-wait", "sport", "=", ":80"},
// how many seconds ago it heard the last ACK from its peer ("lastack:" of `ss -i`). One that is
// idle in CLOSE_WAIT heard it with the FIN.
std::vector<double> SecondsSinceAck(const std::vector<std::string>& filter);

// One line of it. Throws std::runtime_error with the line if it is not understood.
SsRow ParseSsLine(std::string_view line);

}  // namespace sockwatch::testing
