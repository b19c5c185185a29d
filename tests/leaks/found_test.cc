// Leaks that begin six hours into the watch are known in time, once, and from their beginning on.
#include <algorithm>
#include <catch2/catch.hpp>

#include "leaks/replay.h"

namespace sockwatch::testing {
namespace {

using namespace std::chrono_literals;

constexpr Millis kBegin = 6h;
constexpr Span kLeak{kBegin, 24h};
constexpr std::uint64_t kSeeds = 5;

// One verdict, that came within `limit` and stays.
void CheckFound(const Outcome& outcome, Millis limit) {
  REQUIRE_FALSE(outcome.Silent());
  CHECK(outcome.changes.front().at - kBegin <= limit);
  CHECK(outcome.changes.front().at > kBegin);
  CHECK(outcome.Verdicts() == 1);
  CHECK(outcome.Leaking());
  CHECK_FALSE(outcome.start_got_later);
}

TEST_CASE("A steady leak is known in time, and from its first socket on") {
  struct Pace {
    double per_hour;
    Millis limit;
  };
  const Pace pace = GENERATE(Pace{1000, 7min + 30s}, Pace{100, 15min}, Pace{20, 1h}, Pace{4, 3h});
  const History history = History(1).Regular(kLeak, pace.per_hour, Forever());
  const Outcome outcome = Replay(history, {.length = kBegin + 4h});
  CheckFound(outcome, pace.limit);
  CHECK(outcome.starts.front() == kBegin);
}

TEST_CASE("A leak at random times is never missed, if known a little later") {
  struct Pace {
    double per_hour;
    Millis limit;
  };
  const Pace pace =
      GENERATE(Pace{1000, 9min}, Pace{300, 15min}, Pace{100, 30min}, Pace{20, 100min}, Pace{4, 8h});
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    const Millis end = kBegin + 2 * pace.limit;
    const History history = History(seed).Poisson({kBegin, end}, pace.per_hour, Forever());
    CheckFound(Replay(history, {.length = end}), pace.limit);
  }
}

TEST_CASE("A leak is known under bursts") {
  History history(1);
  history.Regular(kLeak, 100, Forever());
  for (Millis at = 0h; at < 24h; at += 10min)
    history.Burst({at, at + 1min}, 800, Uniform(30s, 1min));
  CheckFound(Replay(history), 15min);
}

TEST_CASE("A leak is known, and stays so, though some sockets are closed every hour") {
  const Which which = GENERATE(Which::kRandom, Which::kNewest);
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    History history(seed);
    history.Regular(kLeak, 100, Forever());
    for (Millis at = kBegin + 1h; at < 24h; at += 1h) history.Close(at, 60, which);
    CheckFound(Replay(history), 15min);
  }
}

TEST_CASE("A leak is known while traffic varies") {
  const double daily = GENERATE(0, 50, 5000);
  History history(1);
  history.Traffic({0h, 24h}, 5 + daily / 10, daily).Regular(kLeak, 100, Forever());
  CheckFound(Replay(history), 15min);
}

TEST_CASE("A leak is known among hundreds of young sockets") {
  History history(1);
  history.Poisson({5h, 24h}, 400 * 90, Exponential(40s)).Regular(kLeak, 100, Forever());
  CheckFound(Replay(history), 20min);
}

TEST_CASE("A leak is known beside half-closed uploads, at a pace at which these are young") {
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    History history(seed);
    history.Poisson({0h, 24h}, 60, Uniform(5min, 12min)).Regular(kLeak, 20, Forever());
    CheckFound(Replay(history), 2h + 30min);
  }
}

TEST_CASE("A leak that a deploy brings is known, though the old process' sockets vanish with it") {
  History history(1);
  history.Burst({1h, 1h + 1min}, 50, Forever()).Poisson({0h, kBegin}, 2000, Exponential(30s));
  history.CloseAll(kBegin).Regular(kLeak, 100, Forever());
  CheckFound(Replay(history), 15min);
}

TEST_CASE("A job that leaks at each run is known at the slowest pace") {
  History history(1);
  for (Millis at = kBegin; at < 24h; at += 10min) history.Burst({at, at + 1s}, 6, Forever());
  CheckFound(Replay(history), 3h);
}

TEST_CASE("A pause in the traffic does not end a fast leak") {
  History history(1);
  history.Regular({kBegin, kBegin + 8min}, 4000, Forever());
  history.Regular({kBegin + 11min, kBegin + 1h}, 4000, Forever());
  CheckFound(Replay(history, {.length = kBegin + 1h}), 8min);
}

TEST_CASE("A leak goes on while its pace falls to a tenth and rises again") {
  History history(1);
  history.Ramp({kBegin, kBegin + 12h}, 100, 10, Forever());
  history.Ramp({kBegin + 12h, kBegin + 24h}, 10, 100, Forever());
  CheckFound(Replay(history, {.length = kBegin + 24h}), 20min);
}

}  // namespace
}  // namespace sockwatch::testing
