// What is asked of the kernel's udp_diag module, and its answer as counts. Pure.
//
// Written against include/uapi/linux/inet_diag.h and net/ipv4/udp_diag.c. There is no one-pass form
// as for TCP (diag_request.h): family 0 is answered with ENOENT, so each family is a dump.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "netlink/diag_walk.h"
#include "sample/other_sockets.h"

namespace sockwatch {

// struct nlmsghdr and struct inet_diag_req_v2.
using UdpRequest = std::array<std::byte, 16 + 56>;

// Every state of one family: unlike for TCP, none makes the kernel walk anything more.
UdpRequest MakeUdpRequest(std::uint32_t sequence, Family family);

// Adds the rows of `datagram`, a part of the reply to MakeUdpRequest(.., family), to `counts`. A
// row of another family or of a state that has no name is skipped (bad_rows).
DiagParsed CountUdpSockets(std::span<const std::byte> datagram, const DiagExchange& exchange,
                           Family family, UdpStateCounts& counts);

}  // namespace sockwatch
