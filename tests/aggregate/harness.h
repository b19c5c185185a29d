// An aggregator with a ring, a clock and an owner finder that the test holds in its hands.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "aggregate/aggregator.h"
#include "support/fake_clock.h"
#include "support/fake_owner_finder.h"

namespace sockwatch::testing {

inline IpAddress V4(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d) {
  return {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, a, b, c, d}};
}

inline SocketSample Row(std::uint64_t cookie, TcpState state, std::uint32_t inode = 0) {
  SocketSample row;
  row.cookie = cookie;
  row.state = state;
  row.inode = inode;
  row.local = row.remote = V4(127, 0, 0, 1);
  if (state == TcpState::kTimeWait) row.timer = kTimerTimeWait;
  return row;
}

inline SocketSample Listener(std::uint64_t cookie, std::uint16_t port, std::uint32_t inode) {
  SocketSample row = Row(cookie, TcpState::kListen, inode);
  row.local = V4(0, 0, 0, 0);
  row.remote = V4(0, 0, 0, 0);
  row.local_port = port;
  return row;
}

inline SocketSample Server(std::uint64_t cookie, std::uint16_t port, TcpState state,
                           std::uint32_t inode = 0) {
  SocketSample row = Row(cookie, state, inode);
  row.local_port = port;
  row.remote_port = 40000;
  return row;
}

inline SocketSample Client(std::uint64_t cookie, std::uint16_t port, TcpState state,
                           std::uint32_t inode = 0) {
  SocketSample row = Row(cookie, state, inode);
  row.local_port = 50000;
  row.remote_port = port;
  return row;
}

class Harness {
 public:
  explicit Harness(const AggregatorSettings& settings = {})
      : aggregator(ring, finder, slot, clock, stats,
                   NetnsReads{.label = [this](NetnsId id) { return NameOf(id); },
                              .ports = [this](NetnsId id) { return EphemeralPorts(RangeOf(id)); },
                              .sysctls = [this](NetnsId) { return sysctls; }},
                   settings) {}

  using Rows = std::vector<SocketSample>;

  // "host", and "n1", "n2", ... where the test has given no label.
  std::string NameOf(NetnsId id) const {
    if (id == kHostNetns) return "host";
    const auto found = labels.find(id);
    return found == labels.end() ? "n" + std::to_string(id) : found->second;
  }

  PortRange RangeOf(NetnsId id) const { return ranges.contains(id) ? ranges.at(id) : range; }

  // One tick of five seconds with that dump.
  std::shared_ptr<const Snapshot> Dump(const Rows& rows,
                                       DumpResult result = DumpResult::kComplete) {
    clock.Advance(interval);
    Begin(rows);
    End(result);
    return slot.Get();
  }

  void Begin(const Rows& rows, NetnsId netns = kHostNetns) {
    Push(std::vector{BeginDump{netns, clock.Now()}});
    Push(rows);
  }
  void End(DumpResult result) {
    Push(std::vector{EndDump{kHostNetns, result, clock.Now(), clock.WallNow(), kernel}});
    Push(std::vector{EndTick{clock.Now()}});
  }

  // One namespace of a tick that goes on.
  void DumpOf(NetnsId netns, const Rows& rows, DumpResult result = DumpResult::kComplete) {
    Begin(rows, netns);
    DumpEnd(netns, result);
  }
  void DumpEnd(NetnsId netns, DumpResult result = DumpResult::kComplete) {
    Push(std::vector{EndDump{netns, result, clock.Now(), clock.WallNow(), kernel}});
  }
  void StandsStill(NetnsId netns) {
    Push(std::vector{Unchanged{netns, clock.Now(), clock.WallNow()}});
  }
  void IsGone(NetnsId netns) { Push(std::vector{NetnsGone{netns, clock.Now()}}); }
  std::shared_ptr<const Snapshot> Tick() {
    Push(std::vector{EndTick{clock.Now()}});
    clock.Advance(interval);
    return slot.Get();
  }

  std::shared_ptr<const Snapshot> Answer(OwnerOutcome otherwise = OwnerOutcome::kNoProcess) {
    finder.AnswerAll(otherwise);
    aggregator.Drain();
    return slot.Get();
  }

  // A dump, and answers to all that it asks.
  std::shared_ptr<const Snapshot> Settle(const Rows& rows) {
    Dump(rows);
    return Answer();
  }

  RingChannel<TickItem> ring{8192, std::chrono::seconds(1)};
  FakeOwnerFinder finder;
  SnapshotSlot slot;
  FakeClock clock;
  SelfStats stats;
  std::map<NetnsId, std::string> labels;
  std::map<NetnsId, PortRange> ranges;  // where not `range`
  PortRange range;
  std::vector<SysctlValue> sysctls;
  KernelTotals kernel;
  std::chrono::nanoseconds interval = std::chrono::seconds(5);
  Aggregator aggregator;

  template <typename T>
  void Push(const std::vector<T>& items) {
    ring.Push(std::span<const T>(items), std::stop_token{});
    aggregator.Drain();
  }
};

// The row of that process and port; a row of zeros where there is none.
inline GroupRow Group(const Snapshot& snapshot, const std::string& process,
                      const std::string& port = "") {
  for (const GroupRow& row : snapshot.groups) {
    if (row.labels.process == process && (port.empty() || row.labels.port == port)) return row;
  }
  return {};
}

inline bool HasGroup(const Snapshot& snapshot, const std::string& process) {
  return std::any_of(snapshot.groups.begin(), snapshot.groups.end(),
                     [&](const GroupRow& row) { return row.labels.process == process; });
}

inline std::uint32_t Sockets(const GroupRow& row, TcpState state) {
  return row.sockets.at(Index(state));
}
inline std::uint64_t Entries(const GroupRow& row, TcpState state) {
  return row.entries.at(TrackedIndex(state).value());
}
inline std::uint64_t Exits(const GroupRow& row, TcpState state) {
  return row.exits.at(TrackedIndex(state).value());
}
inline std::uint32_t Peak(const GroupRow& row, TcpState state) {
  return row.peaks.at(TrackedIndex(state).value());
}
inline std::uint32_t Unattributed(const Snapshot& snapshot, UnattributedReason reason) {
  return snapshot.unattributed.at(static_cast<std::size_t>(reason));
}

// Sum over groups minus the namespace's total, for the namespace and state where they differ most:
// 0 always. A namespace without a row has no socket.
inline std::int64_t InvariantGap(const Snapshot& snapshot) {
  std::map<std::string, std::array<std::int64_t, kTcpStateCount>> gaps;
  for (std::size_t i = 0; i < kTcpStateCount; ++i) {
    for (const GroupRow& row : snapshot.groups) gaps[row.labels.netns].at(i) += row.sockets.at(i);
    for (const NetnsRow& row : snapshot.netns) {
      for (const StateCounts& family : row.sockets) gaps[row.netns].at(i) -= family.at(i);
    }
  }
  std::int64_t worst = 0;
  for (const auto& [netns, states] : gaps) {
    for (const std::int64_t gap : states) {
      if (std::abs(gap) > std::abs(worst)) worst = gap;
    }
  }
  return worst;
}

// The namespace's row; an empty one where there is none.
inline NetnsRow Netns(const Snapshot& snapshot, const std::string& name) {
  for (const NetnsRow& row : snapshot.netns) {
    if (row.netns == name) return row;
  }
  return {};
}

inline std::uint32_t Sockets(const NetnsRow& row, TcpState state) {
  return row.sockets.at(0).at(Index(state)) + row.sockets.at(1).at(Index(state));
}

inline std::uint64_t Dumps(const NetnsRow& row, DumpResult result) {
  return row.dumps.at(static_cast<std::size_t>(result));
}

// The group of that process in that namespace; a row of zeros where there is none.
inline GroupRow GroupIn(const Snapshot& snapshot, const std::string& netns,
                        const std::string& process) {
  for (const GroupRow& row : snapshot.groups) {
    if (row.labels.netns == netns && row.labels.process == process) return row;
  }
  return {};
}

// What a group's CLOSE_WAIT is split into, minus its CLOSE_WAIT; where they differ most: 0 always.
inline std::int64_t CloseWaitGap(const Snapshot& snapshot) {
  std::int64_t worst = 0;
  for (const GroupRow& row : snapshot.groups) {
    std::int64_t causes = -std::int64_t{Sockets(row, TcpState::kCloseWait)};
    std::int64_t remotes = causes;
    for (const std::uint32_t count : row.close_wait.causes) causes += count;
    for (const RemoteCount& remote : row.close_wait.remotes) remotes += remote.sockets;
    for (const std::int64_t gap : {causes, remotes}) {
      if (std::abs(gap) > std::abs(worst)) worst = gap;
    }
  }
  return worst;
}

}  // namespace sockwatch::testing
