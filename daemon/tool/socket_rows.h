// The kernel's TCP sockets as rows with role and owner: what a person sees without a daemon.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "aggregate/connection.h"
#include "base/result.h"
#include "sample/socket_sample.h"
#include "tool/matcher.h"
#include "tool/owner_walk.h"

namespace sockwatch::tool {

// Role, port and name as design says of the daemon, but of this moment alone.
struct SocketRow {
  static constexpr std::int32_t kNoOwner = -1;

  SocketSample socket{};
  bool server = false;
  std::int32_t owner = kNoOwner;  // index into SocketRows::owners
  Certainty known = Certainty::kUnattributed;
  UnattributedReason reason = UnattributedReason::kNoProcess;

  // That of its group: the local one of a server, the remote one of a client.
  [[nodiscard]] std::uint16_t Port() const {
    return server ? socket.local_port : socket.remote_port;
  }
  [[nodiscard]] const char* Role() const { return server ? "server" : "client"; }

  // In its state: exact in TIME_WAIT, at least that in CLOSE_WAIT where the dump asked for it;
  // nothing elsewhere.
  [[nodiscard]] std::optional<std::chrono::milliseconds> Age() const;
};

struct SocketRows {
  std::vector<SocketRow> rows;        // that match
  std::vector<FoundOwner> owners;
  std::uint32_t hidden = 0;           // processes that may not be looked into
};

struct RowsWanted {
  bool owners = true;  // without them nobody is looked for, unless the filters need names
  // Rows after which no owner is looked for, if the filters do not need names.
  std::size_t owned_rows = static_cast<std::size_t>(-1);
};

// One dump and, where it is wanted, one walk. `proc_root` is "/proc", or a directory like it.
Result<SocketRows> ReadSocketRows(const Matcher& matcher, const RowsWanted& wanted,
                                  const std::string& proc_root);

}  // namespace sockwatch::tool
