#include "poller/poller.h"

#include <catch2/catch.hpp>
#include <functional>
#include <optional>
#include <thread>
#include <vector>

#include "poller/fake_source.h"
#include "support/fake_clock.h"

namespace sockwatch {
namespace {

using testing::FakeClock;
using testing::FakeSource;

struct Fixture {
  explicit Fixture(std::size_t capacity = 64) : ring(capacity, std::chrono::milliseconds(20)) {}

  std::vector<TickItem> Items() {
    std::vector<TickItem> items;
    ring.Consume([&](const TickItem& item) { items.push_back(item); });
    return items;
  }
  std::uint64_t Errors(ErrorReason reason) {
    return stats.errors.at(static_cast<std::size_t>(reason)).Get();
  }
  // Runs the poller until its source has been asked `ticks` times.
  void RunTicks(int ticks) {
    std::stop_source stop;
    const auto inner = source.during;
    source.during = [&, inner] {
      if (inner) inner();
      if (source.dumps >= ticks) stop.request_stop();
    };
    poller.Run(stop.get_token());
  }

  FakeSource source;
  TickRing ring;
  FakeClock clock;
  SelfStats stats;
  KernelTotals totals{.known = true, .curr_estab = 5};
  std::optional<KernelEventCounts> events;
  int others_read = 0;
  Poller poller{source,
                PollerReads{.totals = [this] { return totals; },
                            .events = [this] { return events; },
                            .others =
                                [this] {
                                  return OtherSockets{++others_read > 0, false, {}, {}};
                                }},
                ring,
                clock,
                stats,
                std::chrono::milliseconds(1000)};
};

TEST_CASE("A tick is rows between BeginDump and EndDump, then EndTick") {
  Fixture f;
  f.source.rows = 2;
  f.poller.Tick({});
  const auto items = f.Items();
  REQUIRE(items.size() == 6);
  CHECK(std::holds_alternative<BeginDump>(items[0]));
  CHECK(std::holds_alternative<SocketSample>(items[1]));
  CHECK(std::holds_alternative<OtherSockets>(items[3]));
  CHECK(std::get<EndDump>(items[4]).result == DumpResult::kComplete);
  CHECK(std::get<EndDump>(items[4]).kernel.curr_estab == 5);
  CHECK(std::holds_alternative<EndTick>(items[5]));
}

TEST_CASE("The kernel's counters travel with every tick, unless they could not be read") {
  Fixture f;
  f.poller.Tick({});
  f.Items();
  f.events = KernelEventCounts{3};
  f.poller.Tick({});
  CHECK(std::get<KernelEventCounts>(f.Items()[1])[0] == 3);
}

TEST_CASE("Other sockets are counted every 15 seconds at most") {
  Fixture f;
  f.poller.Tick({});
  f.clock.Advance(std::chrono::milliseconds(14'999));
  f.poller.Tick({});
  CHECK(f.others_read == 1);
  f.clock.Advance(std::chrono::milliseconds(1));
  f.poller.Tick({});
  CHECK(f.others_read == 2);
}

TEST_CASE("The first complete dump is followed by the ages of CLOSE_WAIT sockets") {
  Fixture f(256);
  f.source.aged.resize(100);
  f.source.aged.back().cookie = 7;
  f.source.aged.back().last_ack_ms = 5000;
  f.poller.Tick({});
  const auto items = f.Items();
  REQUIRE(items.size() == 1 + 100 + 3);
  CHECK(std::get<CloseWaitAge>(items[100]).cookie == 7);
  CHECK(std::get<CloseWaitAge>(items[100]).age_ms == 5000);
}

TEST_CASE("Ages are asked for again only after a gap of more than two intervals") {
  Fixture f;
  f.poller.Tick({});
  f.clock.Advance(std::chrono::milliseconds(2000));
  f.poller.Tick({});
  CHECK(f.source.age_dumps == 1);
  f.clock.Advance(std::chrono::milliseconds(2001));
  f.poller.Tick({});
  CHECK(f.source.age_dumps == 2);
}

TEST_CASE("Ages are not asked for behind a failed dump, and again after ages that failed") {
  Fixture f;
  f.source.result = DumpResult::kKernelError;
  f.poller.Tick({});
  CHECK(f.source.age_dumps == 0);
  f.source.result = DumpResult::kComplete;
  f.source.age_result = DumpResult::kTimedOut;
  f.poller.Tick({});
  CHECK(f.Errors(ErrorReason::kDumpTimedOut) == 1);
  f.source.age_result = DumpResult::kComplete;
  f.poller.Tick({});
  CHECK(f.source.age_dumps == 2);
}

TEST_CASE("A failed dump is told as such and counted by reason") {
  Fixture f;
  f.source.result = DumpResult::kKernelError;
  f.poller.Tick({});
  CHECK(std::get<EndDump>(f.Items()[2]).result == DumpResult::kKernelError);
  CHECK(f.Errors(ErrorReason::kDumpKernelError) == 1);
}

TEST_CASE("A ring that does not move abandons the dump") {
  Fixture f(8);
  f.source.rows = 100;
  f.poller.Tick({});
  CHECK(f.Errors(ErrorReason::kDumpRingStalled) == 1);
  CHECK(f.stats.ring_waits.Get() > 0);
  CHECK(f.stats.ring_used_peak.Get() == 8);
}

TEST_CASE("A dump longer than thirty seconds and two intervals is abandoned") {
  Fixture f;
  f.source.rows = 1;
  f.source.during = [&] { f.clock.Advance(std::chrono::seconds(31)); };
  f.poller.Tick({});
  CHECK(f.Errors(ErrorReason::kDumpTooLong) == 1);
  f.poller.SetInterval(std::chrono::seconds(20));
  f.poller.Tick({});
  CHECK(f.Errors(ErrorReason::kDumpTooLong) == 1);
}

TEST_CASE("Ticks stand at whole intervals from the first, however long they take") {
  Fixture f;
  std::vector<MonoTime> at;
  f.source.during = [&] {
    at.push_back(f.clock.Now());
    f.clock.Advance(std::chrono::milliseconds(300));
  };
  f.RunTicks(4);
  for (std::size_t i = 1; i < at.size(); ++i) {
    CHECK(at[i] - at[i - 1] == std::chrono::milliseconds(1000));
  }
  CHECK(f.stats.ticks_skipped.Get() == 0);
}

TEST_CASE("Missed ticks are skipped and counted, never made up for") {
  Fixture f;
  std::vector<MonoTime> at;
  f.source.during = [&] {
    at.push_back(f.clock.Now());
    if (at.size() == 1) f.clock.Advance(std::chrono::milliseconds(2500));
  };
  f.RunTicks(3);
  CHECK(at[1] - at[0] == std::chrono::milliseconds(3000));
  CHECK(at[2] - at[1] == std::chrono::milliseconds(1000));
  CHECK(f.stats.ticks_skipped.Get() == 2);
}

TEST_CASE("Waking up late counts as lateness, and the next tick is on time again") {
  Fixture f;
  std::vector<MonoTime> at;
  f.source.during = [&] {
    at.push_back(f.clock.Now());
    f.clock.oversleep = std::chrono::milliseconds(200);
  };
  f.RunTicks(3);
  CHECK(at[1] - at[0] == std::chrono::milliseconds(1200));
  CHECK(at[2] - at[0] == std::chrono::milliseconds(2200));
  CHECK(f.stats.tick_lateness.Sum() == Approx(0.4));
}

TEST_CASE("A new interval holds from the next tick on") {
  Fixture f;
  std::vector<MonoTime> at;
  f.source.during = [&] {
    at.push_back(f.clock.Now());
    f.poller.SetInterval(std::chrono::milliseconds(100));
  };
  f.RunTicks(2);
  CHECK(at[1] - at[0] == std::chrono::milliseconds(100));
  CHECK(f.stats.sample_interval_seconds.Get() == Approx(0.1));
}

TEST_CASE("A poller told to stop abandons the dump it is in") {
  Fixture f;
  f.source.rows = 1;
  std::stop_source stop;
  f.source.during = [&] { stop.request_stop(); };
  f.poller.Run(stop.get_token());
  CHECK(std::get<EndDump>(f.Items()[2]).result == DumpResult::kStopped);
  CHECK(f.Errors(ErrorReason::kDumpTooLong) == 0);
}

TEST_CASE("The poller beats in every tick") {
  Fixture f;
  CHECK_FALSE(f.poller.Beats().YoungerThan(std::chrono::seconds(10), f.clock.Now()));
  f.poller.Tick({});
  CHECK(f.poller.Beats().YoungerThan(std::chrono::seconds(10), f.clock.Now()));
}

TEST_CASE("The poller beats once a second through a long interval") {
  Fixture f;
  f.poller.SetInterval(std::chrono::minutes(10));
  bool young = true;
  f.source.during = [&] {
    young = young && (f.source.dumps == 1 ||
                      f.poller.Beats().YoungerThan(std::chrono::seconds(2), f.clock.Now()));
  };
  f.RunTicks(2);
  CHECK(young);
}

}  // namespace
}  // namespace sockwatch
