// The bytes of a request to dump TCP sockets.
//
// TCPDIAG_GETSOCK (linux/inet_diag.h, nlmsg_type 18) is the older form and the cheaper one: it
// returns IPv4 and IPv6 in one walk over the kernel's table (net/ipv4/inet_diag.c,
// inet_diag_dump_compat), where SOCK_DIAG_BY_FAMILY needs a walk for each family.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace sockwatch {

// 1 << state for every state that is ever reported. Never all ones: bit 13 (TCP_BOUND_INACTIVE)
// makes the kernel walk all bound sockets to return nothing.
inline constexpr std::uint32_t kAllTcpStates = 0xfff;

struct DiagQuery {
  std::uint32_t states = kAllTcpStates;  // 1 << state
  std::uint8_t extensions = 0;           // 1 << (INET_DIAG_x - 1); 0: what costs nothing
};

// Walks the kernel's listeners only: some ten microseconds, however many sockets there are.
inline constexpr DiagQuery kListenersOnly = {.states = 1U << 10U};
inline constexpr DiagQuery kAllButListeners = {.states = kAllTcpStates & ~(1U << 10U)};

// INET_DIAG_INFO costs a lock and 200 bytes a socket, so it is asked for where it is read only.
inline constexpr DiagQuery kCloseWaitAges = {.states = 1U << 8U, .extensions = 1U << 1U};

// struct nlmsghdr and struct inet_diag_req.
using DiagRequest = std::array<std::byte, 16 + 60>;

// `sequence` comes back in every message of the reply.
DiagRequest MakeDiagRequest(std::uint32_t sequence, const DiagQuery& query = {});

}  // namespace sockwatch
