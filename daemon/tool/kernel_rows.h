// The kernel's TCP sockets as rows with role and owner: what a person sees without a daemon.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "aggregate/connection.h"
#include "base/result.h"
#include "sample/socket_sample.h"
#include "tool/owner_walk.h"
#include "tool/row_filter.h"

namespace sockwatch::tool {

// Role, port and name as the daemon decides them (aggregate/ownership.h), of this moment alone.
struct KernelRow {
  static constexpr std::int32_t kNoOwner = -1;

  SocketSample socket{};
  bool server = false;
  bool dynamic = false;           // its port is no service's: the label says "dynamic"
  std::int32_t owner = kNoOwner;  // index into KernelRows::owners
  Certainty known = Certainty::kUnattributed;
  UnattributedReason reason = UnattributedReason::kNoProcess;

  // That of its group: the local one of a server, the remote one of a client.
  [[nodiscard]] std::uint16_t Port() const {
    return server ? socket.local_port : socket.remote_port;
  }

  // In its state: exact in TIME_WAIT, at least that in CLOSE_WAIT where the dump asked for it;
  // nothing elsewhere.
  [[nodiscard]] std::optional<std::chrono::milliseconds> Age() const;
};

struct KernelRows {
  std::vector<KernelRow> rows;  // that match
  std::vector<FoundOwner> owners;
  std::uint32_t hidden = 0;  // processes that may not be looked into
};

enum class OwnersOf : std::uint8_t { kNobody, kListeners, kAll };

struct RowsWanted {
  std::uint32_t states = 0xfff;  // 1 << state; TIME_WAIT named by others needs these dumped as well
  OwnersOf owners = OwnersOf::kAll;  // whom to look for where the filter needs no names
  // Rows after which no owner is looked for where the filter needs no names.
  std::size_t owned_rows = static_cast<std::size_t>(-1);
  bool ages = false;  // ask for those of CLOSE_WAIT, which costs a lock each
};

// A dump or two and, where it is wanted, one walk. Rows of states outside `wanted.states` are not
// among those returned. `proc_root` is "/proc", or a directory like it.
Result<KernelRows> ReadKernelRows(const RowFilter& filter, const RowsWanted& wanted,
                                  const std::string& proc_root);

}  // namespace sockwatch::tool
