// The answer to a UDP dump request (udp_diag.h) as rows. Pure.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "netlink/diag_walk.h"
#include "sample/socket_sample.h"

namespace sockwatch {

// Appends the rows of `datagram`, a part of the reply to MakeUdpRequest(.., family). Their state is
// TCP's kEstablished or, unconnected, kClose (net/ipv4/datagram.c); a row of another state or
// family is skipped (bad_rows).
DiagParsed ParseUdpDatagram(std::span<const std::byte> datagram, const DiagExchange& exchange,
                            Family family, std::vector<SocketSample>& rows);

}  // namespace sockwatch
