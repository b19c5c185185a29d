// How many sockets are in each state, without a dump of those that are ESTABLISHED: nine in ten on
// most hosts.
#pragma once

#include <array>
#include <string>

#include "base/result.h"
#include "sample/socket_sample.h"
#include "sample/tcp_state.h"

namespace sockwatch::tool {

struct QuickStates {
  std::array<StateCounts, kFamilyCount> families{};

  // The kernel's totals did not fit the dump: sockets came and went between the two, or they could
  // not be read. ESTABLISHED is then off by a few; the other states are as dumped.
  bool approximate = false;
};

// Everything else is dumped; ESTABLISHED is what the kernel's own counts leave over:
//   CurrEstab (snmp)              = ESTABLISHED + CLOSE_WAIT, both families
//   TCP6 inuse (sockstat6)        = IPv6's full sockets, listeners included
//   TCP inuse (sockstat)          = IPv4's
// They are read before and after the dump, and where they differ it tries twice more. Where they
// cannot be read, ESTABLISHED is dumped too.
Result<QuickStates> ReadQuickStates(const std::string& proc_root);

}  // namespace sockwatch::tool
