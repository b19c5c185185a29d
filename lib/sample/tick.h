// What travels through the ring: rows between BeginDump and EndDump, what else was read of the
// namespace behind them, and EndTick after the last namespace of a tick.
#pragma once

#include <chrono>
#include <cstdint>
#include <type_traits>
#include <variant>

#include "base/clock.h"
#include "sample/kernel_events.h"
#include "sample/other_sockets.h"
#include "sample/sample_source.h"
#include "sample/socket_sample.h"

namespace sockwatch {

// Index of a network namespace, given out by whoever finds namespaces; not again until two hours
// after its NetnsGone.
using NetnsId = std::uint16_t;
inline constexpr NetnsId kHostNetns = 0;

// The kernel's own totals of a namespace, read right after its dump, to compare ours with.
struct KernelTotals {
  bool known = false;            // false: a file could not be read
  std::uint32_t curr_estab = 0;  // /proc/net/snmp CurrEstab: ESTABLISHED + CLOSE_WAIT
  std::uint32_t inuse = 0;       // sockstat + sockstat6 inuse: hashed full sockets and listeners
  std::uint32_t time_wait = 0;   // sockstat tw: TIME_WAIT and FIN_WAIT2 minisocks
};

struct BeginDump {
  NetnsId netns = kHostNetns;
  MonoTime at;
};

// How long a CLOSE_WAIT socket has been one, at least: stands behind the rows of a dump, for
// sockets that may be older than sockwatchd has known them.
struct CloseWaitAge {
  std::uint64_t cookie = 0;
  std::uint32_t age_ms = 0;
};

struct EndDump {
  NetnsId netns = kHostNetns;
  DumpResult result = DumpResult::kComplete;
  MonoTime at;
  WallTime wall;
  KernelTotals kernel;
};

// Instead of a dump: the namespace holds listeners alone, the same as in its last complete dump, so
// that one like it would have been complete now.
struct Unchanged {
  NetnsId netns = kHostNetns;
  MonoTime at;
  WallTime wall;
};

// The namespace is no more, and with it all of its sockets. Never the host's.
struct NetnsGone {
  NetnsId netns = kHostNetns;
  MonoTime at;
};

struct EndTick {
  MonoTime at;
};

using TickItem = std::variant<SocketSample, BeginDump, CloseWaitAge, KernelEventCounts,
                              OtherSockets, EndDump, Unchanged, NetnsGone, EndTick>;
static_assert(std::is_trivially_copyable_v<TickItem>);
static_assert(sizeof(TickItem) == 88);

}  // namespace sockwatch
