// What the namespaces' thread has the poller do about one namespace, and what came of it.
#pragma once

#include <cstdint>
#include <optional>

#include "base/unique_fd.h"
#include "namespaces/netns_gate.h"
#include "sample/kernel_events.h"
#include "sample/tick.h"

namespace sockwatch {

enum class TurnKind : std::uint8_t {
  kUnchanged,  // as after its last dump
  kDump,       // on `diag`, or of `tcp` and `tcp6` where it could not be entered
  kGone,       // it is no more, or no longer wanted
};

struct NetnsTurn {
  NetnsId id = 0;
  TurnKind kind = TurnKind::kUnchanged;
  // Each keeps the namespace alive as long as it is open.
  UniqueFd diag;  // NETLINK_SOCK_DIAG, opened in there
  UniqueFd tcp;   // /proc/PID/net/tcp
  UniqueFd tcp6;  // the same of IPv6, if there is that
  // Read right before.
  KernelTotals totals;
  std::optional<KernelEventCounts> events;

  [[nodiscard]] bool HoldsNamespace() const { return diag || tcp || tcp6; }
};

struct TurnOutcome {
  NetnsId id = 0;
  bool complete = false;
  DumpedSockets sockets;
};

}  // namespace sockwatch
