#include "poller/poller.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace sockwatch {
namespace {

constexpr std::chrono::seconds kBeat{1};
constexpr std::chrono::seconds kLongestDump{30};

DumpResult FromPush(PushResult pushed) {
  switch (pushed) {
    case PushResult::kDone:
      return DumpResult::kComplete;
    case PushResult::kStopped:
      return DumpResult::kStopped;
    case PushResult::kStalled:
      break;
  }
  return DumpResult::kRingStalled;
}

// What a failed dump is counted as; a dump that was stopped is no error.
void CountFailure(DumpResult result, SelfStats& stats) {
  if (result == DumpResult::kComplete || result == DumpResult::kStopped) return;
  static constexpr auto kFirst = static_cast<unsigned>(ErrorReason::kDumpSendFailed);
  static_assert(static_cast<unsigned>(ErrorReason::kDumpTooLong) - kFirst ==
                static_cast<unsigned>(DumpResult::kTooLong) - 1);
  stats.CountError(static_cast<ErrorReason>(kFirst + static_cast<unsigned>(result) - 1));
}

}  // namespace

// Hands a dump's rows to the ring, and abandons the dump when it takes too long.
class Poller::RingSink final : public SampleSink {
 public:
  RingSink(Poller& poller, MonoTime started, const std::stop_token& stop)
      : poller_(poller),
        too_long_(started +
                  std::max<std::chrono::nanoseconds>(kLongestDump, 2 * poller.Interval())),
        stop_(stop) {}

  DumpResult Accept(std::span<const SocketSample> rows) override {
    const MonoTime now = poller_.clock_.Now();
    poller_.heartbeat_.Beat(now);
    if (stop_.stop_requested()) return DumpResult::kStopped;
    if (now > too_long_) return DumpResult::kTooLong;
    return FromPush(poller_.ring_.Push(rows, stop_));
  }

 private:
  Poller& poller_;
  MonoTime too_long_;
  const std::stop_token& stop_;
};

Poller::Poller(SampleSource& source, std::function<KernelTotals()> totals, TickRing& ring,
               Clock& clock, SelfStats& stats, std::chrono::milliseconds interval)
    : source_(source),
      totals_(std::move(totals)),
      ring_(ring),
      clock_(clock),
      stats_(stats),
      interval_(interval) {
  SetInterval(interval);
  stats_.ring_capacity.Set(static_cast<double>(ring_.Capacity()));
}

void Poller::SetInterval(std::chrono::milliseconds interval) {
  interval_.store(interval, std::memory_order_relaxed);
  stats_.sample_interval_seconds.Set(std::chrono::duration<double>(interval).count());
}

std::chrono::nanoseconds Poller::Interval() const {
  return interval_.load(std::memory_order_relaxed);
}

void Poller::Run(const std::stop_token& stop) {
  MonoTime deadline = clock_.Now();
  while (!stop.stop_requested()) {
    const std::chrono::duration<double> late = clock_.Now() - deadline;
    stats_.tick_lateness.Observe(late.count());
    Tick(stop);
    deadline = SkipMissed(deadline);
    if (!SleepUntilNext(deadline, stop)) return;
    deadline += Interval();
  }
}

// The last deadline that has passed; those between it and `deadline` were missed.
MonoTime Poller::SkipMissed(MonoTime deadline) {
  const auto missed = (clock_.Now() - deadline) / Interval();
  if (missed > 0) stats_.ticks_skipped.Add(static_cast<std::uint64_t>(missed));
  return deadline + missed * Interval();
}

// In steps of a second, to beat and to notice a new interval.
bool Poller::SleepUntilNext(MonoTime last, const std::stop_token& stop) {
  while (clock_.Now() < last + Interval()) {
    heartbeat_.Beat(clock_.Now());
    if (!clock_.SleepUntil(std::min(last + Interval(), clock_.Now() + kBeat), stop)) return false;
  }
  return true;
}

void Poller::Tick(const std::stop_token& stop) {
  const MonoTime started = clock_.Now();
  heartbeat_.Beat(started);
  RingSink sink(*this, started, stop);
  DumpResult result = Push(BeginDump{kHostNetns, started}, stop);
  if (result == DumpResult::kComplete) result = source_.Dump(sink);
  const MonoTime ended = clock_.Now();
  stats_.dump_duration.Observe(std::chrono::duration<double>(ended - started).count());
  CountFailure(result, stats_);
  // Marks that find no room are left out: the aggregator takes a BeginDump inside a dump for the
  // end of that dump, incomplete.
  Push(EndDump{kHostNetns, result, ended, clock_.WallNow(), totals_()}, stop);
  Push(EndTick{ended}, stop);
  ring_.Flush();
  PublishRingStats();
}

void Poller::PublishRingStats() {
  stats_.ring_used_peak.Set(static_cast<double>(ring_.UsedPeak()));
  stats_.ring_waits.Add(ring_.Waits() - stats_.ring_waits.Get());
}

template <typename Mark>
DumpResult Poller::Push(const Mark& mark, const std::stop_token& stop) {
  const std::array<Mark, 1> marks = {mark};
  return FromPush(ring_.Push(std::span<const Mark>(marks), stop));
}

}  // namespace sockwatch
