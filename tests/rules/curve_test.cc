#include "rules/curve.h"

#include <catch2/catch.hpp>

namespace sockwatch::testing {
namespace {

using namespace std::chrono_literals;

using Values = std::vector<double>;

TEST_CASE("A curve is what was added up to a time, in whatever order") {
  const Curve curve = Curve().Add(20s, -1).Add(10s, 3);
  CHECK(curve.At({9s, 10s, 19s, 20s, 30s}) == Values{0, 3, 3, 2, 2});
}

TEST_CASE("A reset forgets what was before it, seen or not") {
  const Curve curve = Curve().Add(10s, 3).Add(15s, 1).Add(20s, 1).Reset(20s).Reset(40s);
  CHECK(curve.At({10s, 30s, 50s}) == Values{3, 1, 0});
}

TEST_CASE("A socket is older than an age from then on until it goes") {
  const Curve older = OlderThan({{0s, 60s}, {10s, kNever}, {20s, 50s}}, 30s);
  CHECK(older.At({29s, 30s, 40s, 50s, 60s, 1h}) == Values{0, 1, 2, 2, 1, 1});
}

TEST_CASE("What has begun and is not over is there") {
  const auto lives = History(1).Poisson({0h, 1h}, 1000, Exponential(5min)).Lives();
  const std::vector<Millis> times{10min, 30min, 50min};
  const Values begun = Begun(lives).At(times);
  const Values over = Over(lives).At(times);
  const Values there = OlderThan(lives, 0ms).At(times);
  for (std::size_t i = 0; i < times.size(); ++i) CHECK(begun[i] - over[i] == there[i]);
}

}  // namespace
}  // namespace sockwatch::testing
