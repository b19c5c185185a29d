// When a leak began.
#include <catch2/catch.hpp>

#include "leaks/replay.h"

namespace sockwatch::testing {
namespace {

using namespace std::chrono_literals;

constexpr Millis kBegin = 6h;
constexpr Span kLeak{kBegin, 24h};

TEST_CASE(
    "After a restart of the daemon a leak of six hours is known at once, from its beginning") {
  const double per_hour = GENERATE(1000, 100, 20);
  const Millis restart = kBegin + 6h;
  const History history = History(1).Poisson(kLeak, per_hour, Forever());
  const Outcome outcome = Replay(history, {.length = restart + 1min, .restarts = {restart}});
  CHECK(outcome.Leaking());
  REQUIRE(outcome.Verdicts() == 2);
  CHECK(outcome.starts.back() == history.Lives().front().born);
}

TEST_CASE("After a restart of the daemon a young leak is known as soon as births were watched") {
  const Millis restart = kBegin + 20min;
  const History history = History(1).Regular(kLeak, 100, Forever());
  const Outcome outcome = Replay(history, {.length = restart + 9min, .restarts = {restart}});
  CHECK(outcome.Leaking());
  REQUIRE(outcome.Verdicts() == 2);
  CHECK(outcome.starts.back() == kBegin);
}

TEST_CASE("With older sockets about the start gets exact within minutes, and never later") {
  const double per_hour = GENERATE(1000.0, 100.0, 3.7);
  History history(1);
  history.Burst({1h, 1h + 1min}, 60, Forever()).Regular(kLeak, per_hour, Forever());
  const Outcome outcome = Replay(history, {.interval = 1s, .length = kBegin + 3h});
  REQUIRE(outcome.Verdicts() == 1);
  CHECK_FALSE(outcome.start_got_later);
  CHECK((outcome.starts.front() >= kBegin && outcome.starts.front() <= kBegin + 1s));
}

TEST_CASE("A leak that is older than a day does not take in what was there before it") {
  History history(1);
  history.Burst({1h, 1h + 1min}, 60, Forever()).Regular({kBegin, 40h}, 100, Forever());
  const Outcome outcome = Replay(history, {.length = 40h});
  REQUIRE(outcome.Verdicts() == 1);
  CHECK((outcome.starts.front() >= kBegin && outcome.starts.front() <= kBegin + 5s));
}

TEST_CASE("The start stays where it was when the oldest sockets are closed") {
  History history(1);
  history.Regular(kLeak, 100, Forever()).Close(kBegin + 3h, 150, Which::kOldest);
  const Outcome outcome = Replay(history, {.length = kBegin + 5h});
  REQUIRE(outcome.Verdicts() == 1);
  CHECK(outcome.starts.front() == kBegin);
}

TEST_CASE("A leak that goes on after a restart of its program begins there") {
  History history(1);
  history.Regular(kLeak, 100, Forever()).CloseAll(12h + 1s);
  const Outcome outcome = Replay(history);
  REQUIRE(outcome.Verdicts() == 2);
  CHECK(outcome.starts.front() == kBegin);
  CHECK((outcome.starts.back() > 12h && outcome.starts.back() <= 12h + 36s));
}

}  // namespace
}  // namespace sockwatch::testing
