// Whether a namespace is to be dumped now, by what its sockstat files say: idle ones, and most are,
// cost two small reads a tick. Not thread-safe.
//
// sockstat counts everything but request sockets, which are half-open connections (SYN_RECV): in a
// namespace that is at rest otherwise those are seen by the next dump of its connections.
#pragma once

#include <chrono>
#include <cstdint>

#include "base/clock.h"
#include "procnet/sockstat.h"

namespace sockwatch {

// What a complete dump showed.
struct DumpedSockets {
  std::uint32_t listeners = 0;
  std::uint32_t others = 0;
};

class NetnsGate {
 public:
  // Listeners have queues, and the kernel's counters move without sockets.
  static constexpr std::chrono::seconds kDumpEvery{30};
  // The aggregator takes a socket for gone when it is absent from two complete dumps.
  static constexpr int kQuietDumps = 2;

  // Whether it holds listeners alone and nothing has changed since the last dump, which is younger
  // than kDumpEvery. `now` is sockstat with the sum of both families.
  [[nodiscard]] bool MaySkip(const SockstatTcp& now, MonoTime at) const;

  // A dump of it begins at `at`, and sockstat said `now` before it.
  void Begin(const SockstatTcp& now, MonoTime at);

  // The dump that was begun last was complete, or was not. Until one of them is said, it may have
  // been forgotten, and nothing is skipped.
  void Complete(const DumpedSockets& dumped);
  void Fail() { quiet_dumps_ = 0; }

  // The last two dumps say that there is nothing but listeners.
  [[nodiscard]] bool Idle() const { return quiet_dumps_ >= kQuietDumps; }

 private:
  SockstatTcp sockstat_;  // before the last dump
  MonoTime dumped_at_;
  bool open_ = false;    // begun, and no end told
  int quiet_dumps_ = 0;  // complete ones in a row with as many listeners as sockstat counts sockets
};

}  // namespace sockwatch
