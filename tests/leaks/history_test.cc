#include "leaks/history.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>

namespace sockwatch::testing {
namespace {

using namespace std::chrono_literals;

std::int64_t Alive(const History& history, Millis at) {
  const auto lives = history.Lives();
  return std::count_if(lives.begin(), lives.end(), [at](const History::Life& life) {
    return life.born <= at && at < life.gone;
  });
}

TEST_CASE("The same seed gives the same history") {
  const auto last = [](std::uint64_t seed) {
    return History(seed).Poisson({0h, 1h}, 100, Exponential(1min)).Lives().back().gone;
  };
  CHECK(last(1) == last(1));
  CHECK(last(1) != last(2));
}

TEST_CASE("Births keep their pace") {
  CHECK(History(1).Regular({1h, 2h}, 100, Forever()).Lives().size() == 100);
  const auto random = History(1).Poisson({1h, 11h}, 1000, Forever()).Lives().size();
  CHECK((random > 9700 && random < 10300));
  const auto ramp = History(1).Ramp({1h, 11h}, 0, 1000, Forever()).Lives().size();
  CHECK((ramp > 4800 && ramp < 5200));
}

TEST_CASE("The sockets that are closed are those that were asked for") {
  const auto closed = [](Which which) {
    History history(1);
    history.Regular({0h, 1h}, 60, Forever()).Close(1h, 10, which);
    return std::pair(Alive(history, 1h - 1ms), history.Lives());
  };
  const auto [before, oldest] = closed(Which::kOldest);
  CHECK(before == 60);
  CHECK((oldest[9].gone == 1h && oldest[10].gone == kNever));
  const auto newest = closed(Which::kNewest).second;
  CHECK((newest[49].gone == kNever && newest[50].gone == 1h));
}

TEST_CASE("A pool that dies takes from ESTABLISHED what it gives to CLOSE_WAIT") {
  const History history = History(1).PoolDies({1h, 2h}, 60, 50);
  const auto steps = history.Steps();
  const auto established = std::accumulate(
      steps.begin(), steps.end(), std::int64_t{0},
      [](std::int64_t sum, const History::Step& step) { return sum + step.established; });
  CHECK(established == 10);
  CHECK(Alive(history, 2h) == 50);
}

}  // namespace
}  // namespace sockwatch::testing
