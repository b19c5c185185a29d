#include "leaks/leak_detector.h"

#include <algorithm>

#include "leaks/leak_chain.h"

namespace sockwatch {
namespace {

using std::chrono::floor;
using std::chrono::seconds;

// Right after a start of the daemon sockets stand in the wrong group for a tick.
constexpr seconds kConfirmFor{30};
// On top of the 12 that LooksAlive() allows: a pace that falls to a tenth leaves births in it.
constexpr std::int64_t kHoldGaps = 20;
// Traffic pauses for some minutes.
constexpr seconds kShortestHold{std::chrono::minutes(5)};
constexpr std::uint32_t kGoneShare = 8;
constexpr std::uint32_t kGrowthShare = 4;

// How long a verdict outlives the last look at which `scale` looked alive.
seconds Hold(const LeakScale& scale, const AgeHistogram& ages) {
  const std::uint32_t total = ages.Between(scale.age, scale.End());
  return std::clamp<seconds>(kHoldGaps * scale.Window() / total, kShortestHold, scale.Window());
}

}  // namespace

LeakVerdict LeakDetector::Look(const LeakLook& look) {
  if (last_look_ == MonoTime{}) watched_since_ = last_look_ = look.now;
  step_ = floor<seconds>(look.now - last_look_);
  last_look_ = look.now;
  Remember(look);
  if (leaking_) {
    Keep(look);
  } else {
    Search(look);
  }
  return leaking_ ? LeakVerdict{true, start_} : LeakVerdict{};
}

void LeakDetector::Remember(const LeakLook& look) {
  for (std::size_t i = 0; i < kLeakScales.size(); ++i) {
    marks_[i].Note(kLeakScales[i], look.ages, look.established + look.close_wait, look.now);
  }
}

bool LeakDetector::Holds(std::size_t i, const LeakLook& look) const {
  const LeakScale& scale = kLeakScales[i];
  if (!LooksLikeLeak(scale, look.ages, step_)) return false;
  const seconds watched = std::min(floor<seconds>(look.now - watched_since_), scale.End());
  std::uint32_t born = look.ages.Between(scale.age, watched);
  if (born < scale.watched) {
    if (!first_verdict_ || !LooksLong(scale, look.ages)) return false;
    born = look.ages.Between(scale.age, scale.End());
  }
  const std::uint64_t died = marks_[i].MostDied(scale, look.ages, look.now);
  return died * 100 <= std::uint64_t{born} * scale.died_percent &&
         !marks_[i].OnlyMoved(scale, look.ages, look.now);
}

void LeakDetector::Search(const LeakLook& look) {
  std::size_t i = 0;
  while (i < kLeakScales.size() && !Holds(i, look)) ++i;
  if (i == kLeakScales.size()) {
    holding_ = false;
    return;
  }
  if (!holding_) held_since_ = start_ = look.now;
  holding_ = true;
  scale_ = i;
  MoveStart(look);
  if (look.now - held_since_ >= kConfirmFor) TurnOn(look);
}

// A socket that is not the oldest is dated by the edge of its bucket, too late by up to its width;
// when it passes into the next bucket that edge is exact.
void LeakDetector::MoveStart(const LeakLook& look) {
  const std::chrono::milliseconds age = ChainAge(kLeakScales[scale_], look.ages);
  // The last bucket may hold what was there before; only at first there is nothing better.
  if (leaking_ && age >= AgeHistogram::kLast) return;
  start_ = std::min(start_, look.now - age);
}

void LeakDetector::TurnOn(const LeakLook& look) {
  leaking_ = true;
  keep_until_ = look.now + Hold(kLeakScales[scale_], look.ages);
  SetAnchor(look);
}

void LeakDetector::TurnOff(const LeakLook& look) {
  leaking_ = false;
  first_verdict_ = false;
  holding_ = false;
  watched_since_ = look.now;
}

void LeakDetector::Keep(const LeakLook& look) {
  for (std::size_t i = 0; i < kLeakScales.size(); ++i) {
    if (!LooksAlive(kLeakScales[i], look.ages, step_)) continue;
    keep_until_ = std::max(keep_until_, look.now + Hold(kLeakScales[i], look.ages));
    if (i == scale_) MoveStart(look);
  }
  if (look.now > keep_until_ || !KeepsGrowing(look)) TurnOff(look);
}

std::uint32_t LeakDetector::Leaked(const LeakLook& look, seconds age) const {
  return look.ages.Between(age, floor<seconds>(look.now - start_) + seconds(1));
}

void LeakDetector::SetAnchor(const LeakLook& look) {
  anchor_ = look.now;
  anchored_ = Leaked(look, kLeakScales[scale_].age);
}

// Once nearly all that had leaked by the anchor are gone: are there more than then, by a quarter of
// those that came? If the program was restarted there are none, and if it is all turnover, as many;
// a leak of which some sockets are closed now and then has grown.
bool LeakDetector::KeepsGrowing(const LeakLook& look) {
  const seconds age = kLeakScales[scale_].age;
  const seconds since = floor<seconds>(look.now - anchor_);
  const std::uint32_t born = look.ages.Between(age, age + since);
  if (Leaked(look, age + since) * kGoneShare >= anchored_) return true;
  if (Leaked(look, age) < anchored_ + born / kGrowthShare) return false;
  SetAnchor(look);
  return true;
}

}  // namespace sockwatch
