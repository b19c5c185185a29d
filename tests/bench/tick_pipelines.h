// The daemon's stages from the kernel on, each with its threads, one tick at a time.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <stop_token>
#include <thread>

#include "aggregate/aggregator.h"
#include "base/clock.h"
#include "bench/cached_owners.h"
#include "netlink/mnl_transport.h"
#include "netlink/netlink_source.h"
#include "poller/poller.h"
#include "procnet/kernel_events_reader.h"
#include "procnet/kernel_totals_reader.h"
#include "selfstats/self_stats.h"
#include "sockets/other_sockets_reader.h"

namespace sockwatch::bench {

// Throws std::runtime_error unless the dump was complete: half a dump is no measurement.
void MustBeComplete(DumpResult result);

// Dump and parse: the rows are counted and forgotten.
class ParseOnly {
 public:
  void Tick();

 private:
  SelfStats stats_;
  MnlTransport transport_;
  NetlinkSource source_{transport_, stats_};
};

// The poller and its ring, for the pipelines below.
class Polling {
 public:
  void Tick() { poller_.Tick(stop_.get_token()); }
  [[nodiscard]] TickRing& Ring() { return ring_; }
  [[nodiscard]] SelfStats& Stats() { return stats_; }
  [[nodiscard]] Clock& Time() { return clock_; }

 private:
  static constexpr std::size_t kRingItems = 16'384;
  static constexpr std::chrono::seconds kStall{1};

  SelfStats stats_;
  SystemClock clock_;
  MnlTransport transport_;
  NetlinkSource source_{transport_, stats_};
  KernelTotalsReader totals_{"/proc", stats_};
  KernelEventsReader events_{"/proc", stats_};
  MnlTransport others_transport_;
  OtherSocketsReader others_{others_transport_, stats_};
  TickRing ring_{kRingItems, kStall};
  Poller poller_{source_,
                 {.totals = [this] { return totals_.Read(); },
                  .events = [this] { return events_.Read(); },
                  .others = [this] { return others_.Read(); }},
                 ring_,
                 clock_,
                 stats_,
                 std::chrono::seconds(5)};
  std::stop_source stop_;
};

// Poller, ring, and a consumer that looks at each item and counts states, no more.
class PollAndRing {
 public:
  void Tick();

 private:
  void Consume(const std::stop_token& stop);
  void Look(const TickItem& item);

  Polling polling_;
  StateCounts states_{};
  DumpResult result_ = DumpResult::kStopped;
  std::atomic<unsigned> ticks_{0};
  unsigned seen_ = 0;
  std::jthread consumer_{[this](const std::stop_token& stop) { Consume(stop); }};
};

// Poller, ring and aggregator, up to the published snapshot; all owners known.
class WholeTick {
 public:
  WholeTick();

  // Returns when the snapshot of this tick stands in the slot.
  void Tick();
  [[nodiscard]] std::size_t Groups() const { return slot_.Get()->groups.size(); }

 private:
  [[nodiscard]] std::uint64_t CompleteDumps() const;

  Polling polling_;
  CachedOwners owners_;
  SnapshotSlot slot_;
  Aggregator aggregator_;
  std::uint64_t ticks_ = 0;
  std::jthread consumer_{[this](const std::stop_token& stop) { aggregator_.Run(stop); }};
};

}  // namespace sockwatch::bench
