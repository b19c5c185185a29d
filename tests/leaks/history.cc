#include "leaks/history.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace sockwatch::testing {
namespace {

using std::chrono::duration;

Millis Scaled(Millis length, double factor) {
  return std::chrono::duration_cast<Millis>(duration<double, std::milli>(length) * factor);
}

Millis MeanGap(double per_hour) { return Scaled(std::chrono::hours(1), 1 / per_hour); }

}  // namespace

Millis Random::Uniform(Millis from, Millis to) { return from + Scaled(to - from, Unit()); }
Millis Random::Exponential(Millis mean) { return Scaled(mean, -std::log(1 - Unit())); }

Lifetime Forever() {
  return [](Random&) { return kNever; };
}
Lifetime Uniform(Millis from, Millis to) {
  return [=](Random& random) { return random.Uniform(from, to); };
}
Lifetime Exponential(Millis mean) {
  return [=](Random& random) { return random.Exponential(mean); };
}

void History::Add(Millis born, const Lifetime& lifetime) {
  const Millis lives = lifetime(random_);
  lives_.push_back({born, lives == kNever ? kNever : born + lives});
}

History& History::Regular(Span when, double per_hour, const Lifetime& lifetime) {
  for (Millis at = when.from; at < when.to; at += MeanGap(per_hour)) Add(at, lifetime);
  return *this;
}

History& History::Poisson(Span when, double per_hour, const Lifetime& lifetime) {
  return Ramp(when, per_hour, per_hour, lifetime);
}

// By thinning: births at the highest pace, each kept with the share that its time has of it.
History& History::Ramp(Span when, double from_per_hour, double to_per_hour,
                       const Lifetime& lifetime) {
  const double top = std::max(from_per_hour, to_per_hour);
  Millis at = when.from + random_.Exponential(MeanGap(top));
  for (; at < when.to; at += random_.Exponential(MeanGap(top))) {
    const double done = duration<double>(at - when.from) / duration<double>(when.to - when.from);
    const double pace = from_per_hour + (to_per_hour - from_per_hour) * done;
    if (random_.Unit() * top < pace) Add(at, lifetime);
  }
  return *this;
}

History& History::Burst(Span when, int count, const Lifetime& lifetime) {
  for (int i = 0; i < count; ++i) Add(random_.Uniform(when.from, when.to), lifetime);
  return *this;
}

std::vector<std::size_t> History::AliveAt(Millis at) const {
  std::vector<std::size_t> alive;
  for (std::size_t i = 0; i < lives_.size(); ++i) {
    if (lives_[i].born <= at && lives_[i].gone > at) alive.push_back(i);
  }
  std::sort(alive.begin(), alive.end(),
            [&](std::size_t a, std::size_t b) { return lives_[a].born < lives_[b].born; });
  return alive;
}

History& History::Close(Millis at, int count, Which which) {
  std::vector<std::size_t> alive = AliveAt(at);
  for (; count > 0 && !alive.empty(); --count) {
    const auto size = static_cast<double>(alive.size());
    const double place = which == Which::kRandom   ? random_.Unit() * size
                         : which == Which::kOldest ? 0
                                                   : size - 1;
    const auto chosen = alive.begin() + static_cast<std::ptrdiff_t>(place);
    lives_[*chosen].gone = at;
    alive.erase(chosen);
  }
  return *this;
}

History& History::CloseAll(Millis at) {
  for (const std::size_t i : AliveAt(at)) lives_[i].gone = at;
  return *this;
}

History& History::Established(Millis at, std::int64_t change) {
  steps_.push_back({at, change});
  return *this;
}

History& History::PoolDies(Span when, int size, int count) {
  Established(Millis(0), size);
  for (int i = 0; i < count; ++i) {
    Add(random_.Uniform(when.from, when.to), Forever());
    Established(lives_.back().born, -1);
  }
  return *this;
}

History& History::Traffic(Span when, double amplitude, double daily) {
  std::int64_t now = 0;
  for (Millis at = when.from; at < when.to; at += std::chrono::seconds(10)) {
    const double days = duration<double>(at) / std::chrono::hours(24);
    const double day = (1 - std::cos(2 * std::numbers::pi * days)) / 2;
    const std::int64_t then = std::lround(daily * day + amplitude * random_.Unit());
    Established(at, then - now);
    now = then;
  }
  return *this;
}

std::vector<History::Life> History::Lives() const {
  std::vector<Life> lives = lives_;
  std::stable_sort(lives.begin(), lives.end(),
                   [](const Life& a, const Life& b) { return a.born < b.born; });
  return lives;
}

std::vector<History::Step> History::Steps() const {
  std::vector<Step> steps = steps_;
  std::stable_sort(steps.begin(), steps.end(),
                   [](const Step& a, const Step& b) { return a.at < b.at; });
  return steps;
}

}  // namespace sockwatch::testing
