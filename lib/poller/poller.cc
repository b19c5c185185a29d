#include "poller/poller.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace sockwatch {
namespace {

constexpr std::chrono::seconds kBeat{1};
constexpr std::chrono::seconds kLongestDump{30};
constexpr int kGap = 2;             // intervals without a complete dump
constexpr int kShareOfVisits = 75;  // percent of the interval after which no visit begins

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
class Poller::RingSink : public SampleSink {
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
    return FromPush(Forward(rows));
  }

 protected:
  virtual PushResult Forward(std::span<const SocketSample> rows) { return Push(rows); }

  template <typename Item>
  PushResult Push(std::span<const Item> items) {
    return poller_.ring_.Push(items, stop_);
  }

 private:
  Poller& poller_;
  MonoTime too_long_;
  const std::stop_token& stop_;
};

// Of each row only its age, which says nothing of where the socket is now.
class Poller::AgeSink final : public RingSink {
 public:
  using RingSink::RingSink;

 protected:
  PushResult Forward(std::span<const SocketSample> rows) override {
    std::array<CloseWaitAge, 64> ages;
    while (!rows.empty()) {
      const std::size_t count = std::min(rows.size(), ages.size());
      for (std::size_t i = 0; i < count; ++i) ages.at(i) = {rows[i].cookie, rows[i].last_ack_ms};
      const PushResult pushed = Push(std::span<const CloseWaitAge>(ages).first(count));
      if (pushed != PushResult::kDone) return pushed;
      rows = rows.subspan(count);
    }
    return PushResult::kDone;
  }
};

// The rows go on as they are.
class Poller::CountingSink final : public RingSink {
 public:
  using RingSink::RingSink;

  [[nodiscard]] const DumpedSockets& Counted() const { return counted_; }

 protected:
  PushResult Forward(std::span<const SocketSample> rows) override {
    const auto listeners = static_cast<std::uint32_t>(
        std::count_if(rows.begin(), rows.end(),
                      [](const SocketSample& row) { return row.state == TcpState::kListen; }));
    counted_.listeners += listeners;
    counted_.others += static_cast<std::uint32_t>(rows.size()) - listeners;
    return Push(rows);
  }

 private:
  DumpedSockets counted_;
};

// The parts it is wired to, each with a life of its own.
// NOLINTNEXTLINE(readability-function-size)
Poller::Poller(SampleSource& source, PollerReads reads, TickRing& ring, Clock& clock,
               SelfStats& stats, std::chrono::milliseconds interval, NetnsVisits* visits)
    : source_(source),
      reads_(std::move(reads)),
      ring_(ring),
      clock_(clock),
      stats_(stats),
      interval_(interval),
      visits_(visits) {
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
  MonoTime ended = DumpHost(started, stop);
  if (visits_ != nullptr) {
    VisitAll(started, stop);
    ended = clock_.Now();
  }
  Push(EndTick{ended}, stop);
  ring_.Flush();
  PublishRingStats();
}

MonoTime Poller::DumpHost(MonoTime started, const std::stop_token& stop) {
  RingSink sink(*this, started, stop);
  DumpResult result = Push(BeginDump{kHostNetns, started}, stop);
  if (result == DumpResult::kComplete) result = source_.Dump(sink);
  const KernelTotals totals = reads_.totals();
  const MonoTime ended = clock_.Now();
  stats_.dump_duration.Observe(std::chrono::duration<double>(ended - started).count());
  CountFailure(result, stats_);
  if (result == DumpResult::kComplete) DumpAges(source_, host_, started, stop);
  Read(started, stop);
  // Marks that find no room are left out: the aggregator takes a BeginDump inside a dump for the
  // end of that dump, incomplete.
  Push(EndDump{kHostNetns, result, ended, clock_.WallNow(), totals}, stop);
  return ended;
}

void Poller::Read(MonoTime started, const std::stop_token& stop) {
  if (const auto events = reads_.events()) Push(*events, stop);
  if (OthersAreDue(host_, started)) Push(reads_.others(), stop);
}

bool Poller::OthersAreDue(Pace& pace, MonoTime started) const {
  if (started < pace.others_at) return false;
  pace.others_at = started + kOthersEvery;
  return true;
}

// Where a socket may have been in CLOSE_WAIT for longer than we can know by ourselves: at the
// start, and when we have not looked for a while. Until it succeeds; the dump is complete without
// it.
void Poller::DumpAges(SampleSource& source, Pace& pace, MonoTime started,
                      const std::stop_token& stop) {
  pace.ages_due = pace.ages_due || started - pace.last_complete > kGap * Interval();
  pace.last_complete = started;
  if (!pace.ages_due) return;
  AgeSink sink(*this, started, stop);
  const DumpResult result = source.DumpCloseWait(sink);
  CountFailure(result, stats_);
  pace.ages_due = result != DumpResult::kComplete;
}

// The host's next tick must not wait for them: what finds no time now comes first in the next one.
void Poller::VisitAll(MonoTime started, const std::stop_token& stop) {
  const MonoTime limit = started + Interval() * kShareOfVisits / 100;
  visits_->Begin();
  while (visits_->Next(stop)) {
    visits_->End(Visit(stop));
    const MonoTime now = clock_.Now();
    heartbeat_.Beat(now);
    if (now < limit) continue;
    visits_->GiveUp();
    return;
  }
}

TurnOutcome Poller::Visit(const std::stop_token& stop) {
  const NetnsTurn& turn = visits_->Turn();
  const MonoTime now = clock_.Now();
  switch (turn.kind) {
    case TurnKind::kDump:
      return PushDump(turn, stop);
    case TurnKind::kUnchanged:
      PaceOf(turn.id).last_complete = now;
      Push(Unchanged{turn.id, now, clock_.WallNow()}, stop);
      break;
    case TurnKind::kGone:
      PaceOf(turn.id) = {};
      Push(NetnsGone{turn.id, now}, stop);
      break;
  }
  return {};
}

TurnOutcome Poller::PushDump(const NetnsTurn& turn, const std::stop_token& stop) {
  const MonoTime started = clock_.Now();
  Pace& pace = PaceOf(turn.id);
  CountingSink sink(*this, started, stop);
  DumpResult result = Push(BeginDump{turn.id, started}, stop);
  if (result == DumpResult::kComplete) result = DumpVisited(turn, sink);
  const MonoTime ended = clock_.Now();
  CountFailure(result, stats_);
  const bool complete = result == DumpResult::kComplete;
  const DumpedSockets counted = sink.Counted();
  if (complete && counted.others > 0) {
    DumpAges(visits_->Source(), pace, started, stop);
    if (OthersAreDue(pace, started)) {
      if (const auto others = visits_->ReadOthers()) Push(*others, stop);
    }
  } else if (complete) {
    pace = {.last_complete = started, .ages_due = false, .others_at = pace.others_at};
  }
  if (turn.events) Push(*turn.events, stop);
  Push(EndDump{turn.id, result, ended, clock_.WallNow(), turn.totals}, stop);
  return {turn.id, complete, counted};
}

// Where listeners are all that the kernel counts, no walk over its table is needed to know that.
DumpResult Poller::DumpVisited(const NetnsTurn& turn, CountingSink& sink) {
  SampleSource& source = visits_->Source();
  const DumpResult result = source.DumpListeners(sink);
  if (result != DumpResult::kComplete) return result;
  const KernelTotals& totals = turn.totals;
  const bool listeners_alone =
      totals.known && totals.time_wait == 0 && totals.inuse == sink.Counted().listeners;
  return listeners_alone ? DumpResult::kComplete : source.DumpConnections(sink);
}

Poller::Pace& Poller::PaceOf(NetnsId id) {
  if (paces_.size() <= id) paces_.resize(id + std::size_t{1});
  return paces_[id];
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
