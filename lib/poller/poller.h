// The fixed tick: one dump a namespace, pushed into the ring between BeginDump and EndDump, the
// host's first. The ring's only producer. In the host's part of a tick it allocates nothing, and it
// never logs.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>
#include <vector>

#include "base/clock.h"
#include "base/heartbeat.h"
#include "namespaces/netns_visits.h"
#include "ring/ring_channel.h"
#include "sample/kernel_events.h"
#include "sample/other_sockets.h"
#include "sample/sample_source.h"
#include "sample/tick.h"
#include "selfstats/self_stats.h"

namespace sockwatch {

using TickRing = RingChannel<TickItem>;

// What is read beside the host's dump, on the poller's thread. Must neither block nor allocate.
struct PollerReads {
  std::function<KernelTotals()> totals;                      // right after each dump
  std::function<std::optional<KernelEventCounts>()> events;  // at each tick; nothing: unreadable
  std::function<OtherSockets()> others;                      // every kOthersEvery at most
};

class Poller {
 public:
  static constexpr std::chrono::seconds kOthersEvery{15};

  // All must outlive the poller. `source` and `reads` are of the host; without `visits` it is
  // alone.
  Poller(SampleSource& source, PollerReads reads, TickRing& ring, Clock& clock, SelfStats& stats,
         std::chrono::milliseconds interval, NetnsVisits* visits = nullptr);

  // Any thread; takes effect from the next deadline on, which is at most a second away to notice.
  void SetInterval(std::chrono::milliseconds interval);

  // Ticks at absolute deadlines until `stop`. A deadline that has passed while a tick ran is
  // skipped and counted: ticks never bunch.
  void Run(const std::stop_token& stop);

  // One tick, now.
  void Tick(const std::stop_token& stop);

  // Beats at least once a second, also when idle.
  [[nodiscard]] const Heartbeat& Beats() const { return heartbeat_; }

 private:
  class RingSink;
  class AgeSink;
  class CountingSink;

  // What of a namespace outlasts a tick.
  struct Pace {
    MonoTime last_complete;  // when the last complete dump began
    bool ages_due = true;
    MonoTime others_at;  // when others are due
  };

  [[nodiscard]] std::chrono::nanoseconds Interval() const;
  bool SleepUntilNext(MonoTime last, const std::stop_token& stop);
  MonoTime SkipMissed(MonoTime deadline);
  MonoTime DumpHost(MonoTime started, const std::stop_token& stop);
  void Read(MonoTime started, const std::stop_token& stop);
  void DumpAges(SampleSource& source, Pace& pace, MonoTime started, const std::stop_token& stop);
  [[nodiscard]] bool OthersAreDue(Pace& pace, MonoTime started) const;
  void VisitAll(MonoTime started, const std::stop_token& stop);
  TurnOutcome Visit(const std::stop_token& stop);
  DumpResult DumpVisited(const NetnsTurn& turn, CountingSink& sink);
  TurnOutcome PushDump(const NetnsTurn& turn, const std::stop_token& stop);
  Pace& PaceOf(NetnsId id);
  void PublishRingStats();
  template <typename Mark>
  DumpResult Push(const Mark& mark, const std::stop_token& stop);

  SampleSource& source_;
  PollerReads reads_;
  TickRing& ring_;
  Clock& clock_;
  SelfStats& stats_;
  std::atomic<std::chrono::milliseconds> interval_;
  Heartbeat heartbeat_;
  NetnsVisits* visits_;
  Pace host_;
  std::vector<Pace> paces_;  // of all others, by NetnsId
};

}  // namespace sockwatch
