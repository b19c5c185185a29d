// The daemon's sampling side in a test's hands: real kernel, real /proc, ticks when the test says.
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <memory>
#include <string>

#include "aggregate/aggregator.h"
#include "attribution/naming_rules.h"
#include "attribution/proc_owner_finder.h"
#include "netlink/mnl_transport.h"
#include "netlink/netlink_source.h"
#include "poller/poller.h"
#include "procnet/kernel_events_reader.h"
#include "procnet/kernel_totals_reader.h"
#include "sockets/other_sockets_reader.h"
#include "support/fake_clock.h"
#include "support/netns.h"

namespace sockwatch::testing {

// In a namespace of its own. The clock is the test's: each tick is five seconds after the last.
class LivePipeline {
 public:
  // Samples, and waits until every question has been answered.
  std::shared_ptr<const Snapshot> Tick() {
    clock_.Advance(std::chrono::seconds(5));
    poller_.Tick({});
    aggregator_.Drain();
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (slot_.Get()->pending > 0 && std::chrono::steady_clock::now() < limit) {
      ring_.Wait(std::chrono::seconds(1));
      aggregator_.Drain();
    }
    return slot_.Get();
  }

  void Advance(std::chrono::seconds by) { clock_.Advance(by); }

 private:
  PrivateNetns netns_;
  std::shared_ptr<SelfStats> stats_ = std::make_shared<SelfStats>();
  FakeClock clock_;
  SnapshotSlot slot_;
  TickRing ring_{65536, std::chrono::seconds(1)};
  MnlTransport transport_;
  NetlinkSource source_{transport_, *stats_};
  KernelTotalsReader totals_{"/proc", *stats_};
  KernelEventsReader events_{"/proc", *stats_};
  MnlTransport others_transport_;
  OtherSocketsReader others_{others_transport_, *stats_};
  ProcOwnerFinder finder_{{.proc_root = "/proc",
                           .rules = std::make_shared<const NamingRules>(),
                           .cpu_budget = 1.0,
                           .on_reply = [this] { ring_.Wake(); },
                           .stats = stats_}};
  Aggregator aggregator_{ring_,
                         finder_,
                         slot_,
                         clock_,
                         *stats_,
                         {.label = [](NetnsId) { return std::string("host"); },
                          .ports = [](NetnsId) { return ReadEphemeralPorts("/proc"); },
                          .sysctls = [](NetnsId) { return ReadSysctls("/proc"); }},
                         {}};
  Poller poller_{source_,
                 {.totals = [this] { return totals_.Read(); },
                  .events = [this] { return events_.Read(); },
                  .others = [this] { return others_.Read(); }},
                 ring_,
                 clock_,
                 *stats_,
                 std::chrono::milliseconds(5000)};
};

// Sockets of `process` in `state`, over all its groups; of one role and port where they are given.
inline std::uint32_t CountOf(const Snapshot& snapshot, const std::string& process, TcpState state,
                             const std::string& role = "", const std::string& port = "") {
  std::uint32_t count = 0;
  for (const GroupRow& row : snapshot.groups) {
    const GroupLabels& labels = row.labels;
    if (labels.process != process || (!role.empty() && labels.role != role)) continue;
    if (port.empty() || labels.port == port) count += row.sockets.at(Index(state));
  }
  return count;
}

// The states and counts in which the sum over groups is not the namespace's total; empty always.
inline std::string InvariantBreaches(const Snapshot& snapshot) {
  std::string breaches;
  for (std::size_t i = 0; i < kTcpStateCount; ++i) {
    std::int64_t gap = 0;
    for (const GroupRow& row : snapshot.groups) gap += row.sockets.at(i);
    for (const StateCounts& family : snapshot.netns.front().sockets) gap -= family.at(i);
    if (gap != 0) breaches += std::string(TcpStateName(StateAt(i))) + std::to_string(gap) + " ";
  }
  return breaches;
}

}  // namespace sockwatch::testing
