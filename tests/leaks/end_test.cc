// When a verdict is given up.
#include <catch2/catch.hpp>

#include "leaks/replay.h"

namespace sockwatch::testing {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t kSeeds = 5;

// The verdict came once and was given up within `limit` after `end`.
void CheckEnds(const Outcome& outcome, Millis end, Millis limit) {
  REQUIRE(outcome.changes.size() == 2);
  CHECK(outcome.changes.back().at >= end);
  CHECK(outcome.changes.back().at - end <= limit);
}

TEST_CASE("A leak ends at the first look after its program was restarted") {
  const double per_hour = GENERATE(1000, 100, 4);
  History history(1);
  history.Regular({6h, 12h}, per_hour, Forever()).CloseAll(12h - 1s);
  CheckEnds(Replay(history), 12h, 0s);
}

TEST_CASE("Sockets of another leak, long over, do not keep it") {
  History history(1);
  history.Regular({6h, 12h}, 100, Forever()).CloseAll(12h - 1s);
  history.Burst({1h, 1h + 1min}, 400, Forever());
  CheckEnds(Replay(history), 12h, 0s);
}

TEST_CASE("A leak that stops growing ends after a time that goes with its pace") {
  struct Pace {
    double per_hour;
    Millis lasts;
    Millis limit;
  };
  const Pace pace =
      GENERATE(Pace{1000, 3h, 25min}, Pace{100, 10h, 40min}, Pace{20, 10h, 3h}, Pace{4, 12h, 4h});
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    const History history = History(seed).Poisson({0h, pace.lasts}, pace.per_hour, Forever());
    const Outcome outcome = Replay(history, {.length = pace.lasts + pace.limit + 4h});
    CheckEnds(outcome, history.Lives().back().born, pace.limit);
  }
}

TEST_CASE("A few more sockets after it has stopped do not bring a leak back") {
  History history(1);
  history.Regular({1h, 19h}, 100, Forever()).Burst({20h, 20h + 1min}, 5, Forever());
  CheckEnds(Replay(history), 19h, 1h);
}

TEST_CASE("Turnover that begins out of nothing may be called a leak, once, until it turns over") {
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    const History history = History(seed).Poisson({6h, 24h}, 100, Uniform(29min, 31min));
    CheckEnds(Replay(history), 6h, 90min);
  }
}

TEST_CASE("Sockets that live for hours are no leak once they do not become more") {
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    const History history = History(seed).Poisson({6h, 24h}, 20, Uniform(110min, 130min));
    CheckEnds(Replay(history), 6h, 6h);
  }
}

}  // namespace
}  // namespace sockwatch::testing
