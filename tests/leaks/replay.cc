#include "leaks/replay.h"

#include <algorithm>
#include <cstdint>

#include "leaks/leak_detector.h"

namespace sockwatch::testing {
namespace {

// The machine is older than its history.
constexpr MonoTime kZero{std::chrono::hours(1000)};

class Group {
 public:
  explicit Group(const History& history) : lives_(history.Lives()), steps_(history.Steps()) {}

  void MoveTo(Millis now) {
    for (; life_ < lives_.size() && lives_[life_].born <= now; ++life_) {
      alive_.push_back({lives_[life_], now});
      next_gone_ = std::min(next_gone_, lives_[life_].gone);
    }
    if (next_gone_ <= now) Bury(now);
    for (; step_ < steps_.size() && steps_[step_].at <= now; ++step_) {
      established_ += steps_[step_].established;
    }
  }

  LeakVerdict Show(LeakDetector& detector, Millis now, bool ages_seen) {
    ages_.Clear();
    for (const Alive& a : alive_) ages_.Add(now - (ages_seen ? a.seen : a.life.born));
    return detector.Look({kZero + now, ages_, static_cast<std::uint32_t>(alive_.size()),
                          static_cast<std::uint32_t>(established_)});
  }

 private:
  struct Alive {
    History::Life life;
    Millis seen;
  };

  void Bury(Millis now) {
    std::erase_if(alive_, [&](const Alive& a) { return a.life.gone <= now; });
    next_gone_ = kNever;
    for (const Alive& a : alive_) next_gone_ = std::min(next_gone_, a.life.gone);
  }

  std::vector<History::Life> lives_;
  std::vector<History::Step> steps_;
  std::size_t life_ = 0;
  std::size_t step_ = 0;
  std::vector<Alive> alive_;
  Millis next_gone_ = kNever;
  std::int64_t established_ = 0;
  AgeHistogram ages_;
};

void Book(Outcome& outcome, Millis now, const LeakVerdict& verdict) {
  const bool was = outcome.Leaking();
  if (verdict.leaking != was) outcome.changes.push_back({now, verdict.leaking});
  if (!verdict.leaking) return;
  const auto start = std::chrono::duration_cast<Millis>(verdict.start - kZero);
  if (!was) outcome.starts.push_back(start);
  outcome.start_got_later |= start > outcome.starts.back();
  outcome.starts.back() = start;
}

}  // namespace

Outcome Replay(const History& history, const Ticks& ticks) {
  Group group(history);
  LeakDetector detector;
  Outcome outcome;
  auto restart = ticks.restarts.begin();
  for (Millis now{0}; now < ticks.length; now += ticks.interval) {
    const bool in_gap = std::any_of(ticks.gaps.begin(), ticks.gaps.end(), [&](const Span& gap) {
      return gap.from <= now && now < gap.to;
    });
    if (in_gap) continue;
    if (restart != ticks.restarts.end() && *restart <= now) {
      detector = LeakDetector();
      ++restart;
    }
    group.MoveTo(now);
    Book(outcome, now, group.Show(detector, now, ticks.ages_seen));
  }
  return outcome;
}

}  // namespace sockwatch::testing
