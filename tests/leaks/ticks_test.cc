// The verdict does not hang on how often is looked.
#include <catch2/catch.hpp>

#include "leaks/leak_detector.h"
#include "leaks/replay.h"

namespace sockwatch::testing {
namespace {

using namespace std::chrono_literals;

constexpr Millis kBegin = 6h;

AgeHistogram Every(std::chrono::seconds gap, std::chrono::seconds to) {
  AgeHistogram ages;
  for (auto age = 0s; age < to; age += gap) ages.Add(age);
  return ages;
}

// Of 100 an hour.
Millis TimeToVerdict(const Ticks& ticks) {
  const Outcome outcome = Replay(History(1).Regular({kBegin, 24h}, 100, Forever()), ticks);
  REQUIRE(outcome.Verdicts() == 1);
  CHECK(outcome.starts.front() == kBegin);
  return outcome.changes.front().at - kBegin;
}

TEST_CASE("A leak is known in time at any interval that is shorter") {
  CHECK(TimeToVerdict({.interval = 1s}) <= 15min);
  CHECK(TimeToVerdict({.interval = 7s + 300ms}) <= 15min);
  CHECK(TimeToVerdict({.interval = 60s}) <= 15min);
}

TEST_CASE("Ten looks a second know a leak of seconds in time") {
  const History history = History(1).Regular({0h, 8min}, 1000, Forever());
  CHECK(Replay(history, {.interval = 100ms, .length = 8min}).Leaking());
}

TEST_CASE("With ten minutes between looks sockets that went long ago hide no leak") {
  History history(1);
  history.Burst({1h, 1h + 1min}, 60, Forever()).Close(kBegin - 30min, 50, Which::kRandom);
  history.Regular({kBegin, 8h}, 100, Forever());
  CHECK(Replay(history, {.interval = 10min, .length = kBegin + 40min}).Leaking());
}

TEST_CASE("With ten minutes between looks a leak takes three of them") {
  CHECK(TimeToVerdict({.interval = 10min}) <= 30min);
}

TEST_CASE(
    "With ten minutes between looks, which date the sockets, a leak is known in three hours") {
  const double per_hour = GENERATE(1000, 100, 20);
  const History history = History(1).Regular({kBegin, 24h}, per_hour, Forever());
  const Ticks ticks{.interval = 10min, .length = kBegin + 3h, .ages_seen = true};
  CHECK(Replay(history, ticks).Leaking());
}

TEST_CASE("A verdict outlives ten minutes without looks") {
  std::vector<Span> gaps;
  for (Millis at = 1h; at < 24h; at += 30min) gaps.push_back({at, at + 10min});
  CHECK(TimeToVerdict({.gaps = gaps}) <= 25min);
}

TEST_CASE("What is no leak is none at any interval, and around gaps") {
  const Millis interval = GENERATE(1s, 60s, 10min);
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    History history(seed);
    history.Poisson({0h, 12h}, 60, Uniform(5min, 12min)).PoolDies({6h, 6h + 10min}, 60, 50);
    history.Burst({4h, 4h + 1min}, 60, Forever());
    CHECK(Replay(history, {.interval = interval, .length = 12h}).Silent());
    const std::vector<Span> gaps = {{5h + 55min, 6h + 5min}, {6h + 8min, 6h + 18min}};
    CHECK(Replay(history, {.interval = interval, .length = 12h, .gaps = gaps}).Silent());
  }
}

TEST_CASE("Turnover is known again after half an hour without looks") {
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    History history(seed);
    const Lifetime lifetime = Uniform(5min, 12min);
    history.Ramp({0h, 2h}, 2, 1500, lifetime).Poisson({2h, 5h}, 1500, lifetime);
    const std::vector<Span> gaps = {{3h, 3h + 30min}, {4h, 4h + 12min}};
    CHECK(Replay(history, {.length = 5h, .gaps = gaps}).Silent());
  }
}

TEST_CASE("Sockets that stand in the wrong group for a tick make no verdict there") {
  const AgeHistogram ages = Every(36s, 6h);
  LeakDetector detector;
  const MonoTime now{100h};
  CHECK_FALSE(detector.Look({now, ages, 600, 0}).leaking);
  CHECK_FALSE(detector.Look({now + 5s, AgeHistogram(), 0, 0}).leaking);
  CHECK_FALSE(detector.Look({now + 40s, ages, 600, 0}).leaking);
}

TEST_CASE("A verdict takes half a minute and two looks") {
  const AgeHistogram ages = Every(36s, 6h);
  LeakDetector detector;
  const MonoTime now{100h};
  CHECK_FALSE(detector.Look({now, ages, 600, 0}).leaking);
  CHECK_FALSE(detector.Look({now + 29s, ages, 600, 0}).leaking);
  CHECK(detector.Look({now + 30s, ages, 600, 0}).leaking);
}

}  // namespace
}  // namespace sockwatch::testing
