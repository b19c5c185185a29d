// What is asked of the kernel's unix_diag module, and its answer as counts. Pure.
//
// Written against include/uapi/linux/unix_diag.h and net/unix/diag.c.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "netlink/diag_walk.h"
#include "sample/other_sockets.h"

namespace sockwatch {

// What udiag_type and udiag_state stand for; nothing for one that has no name.
std::optional<UnixType> UnixTypeFromKernel(std::uint8_t number);
std::optional<UnixState> UnixStateFromKernel(std::uint8_t number);

// struct nlmsghdr and struct unix_diag_req.
using UnixRequest = std::array<std::byte, 16 + 24>;

// Every state, and no attribute beyond UNIX_DIAG_SHUTDOWN, which always comes: 40 bytes a socket.
UnixRequest MakeUnixRequest(std::uint32_t sequence);

// Adds the rows of `datagram`, a part of the reply to MakeUnixRequest(), to `counts`. A row of a
// type or state that has no name is skipped (bad_rows).
DiagParsed CountUnixSockets(std::span<const std::byte> datagram, const DiagExchange& exchange,
                            UnixCounts& counts);

}  // namespace sockwatch
