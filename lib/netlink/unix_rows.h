// UNIX sockets as rows, with names: what is asked of the kernel's unix_diag module, and its answer.
// Pure.
//
// Written against include/uapi/linux/unix_diag.h and net/unix/diag.c.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "netlink/diag_walk.h"
#include "netlink/unix_diag.h"
#include "sample/other_sockets.h"

namespace sockwatch {

struct UnixRow {
  UnixType type = UnixType::kStream;
  UnixState state = UnixState::kUnconnected;
  std::uint32_t inode = 0;
  std::uint32_t peer_inode = 0;  // 0: none
  // sun_path without its NULs at the end; an abstract name (unix(7)) begins with '@' for its first
  // NUL, and the others of it are '@' as well, as in ss. "" for a socket that is bound to none.
  std::string name;
  std::uint32_t receive_queue = 0;  // bytes; for LISTEN the length of the accept queue
  std::uint32_t send_queue = 0;     // bytes; for LISTEN the accept queue's limit

  friend bool operator==(const UnixRow&, const UnixRow&) = default;
};

// Every state, with name, peer and queues.
UnixRequest MakeUnixRowsRequest(std::uint32_t sequence);

// Appends the rows of `datagram`, a part of the reply to MakeUnixRowsRequest(). A row of a type or
// state that has no name is skipped (bad_rows).
DiagParsed ParseUnixDatagram(std::span<const std::byte> datagram, const DiagExchange& exchange,
                             std::vector<UnixRow>& rows);

}  // namespace sockwatch
