#include "namespaces/netns_ids.h"

#include <catch2/catch.hpp>

namespace sockwatch {
namespace {

constexpr MonoTime kStart{std::chrono::hours(1)};

TEST_CASE("Numbers are given out from the lowest, and the host's never") {
  NetnsIds ids;
  CHECK(ids.Take(kStart) == 1);
  CHECK(ids.Take(kStart) == 2);
}

TEST_CASE("A number rests for two hours before it is given out again") {
  NetnsIds ids;
  ids.Take(kStart);
  ids.Take(kStart);
  ids.Release(1, kStart);
  CHECK(ids.Take(kStart + NetnsIds::kRest - std::chrono::seconds(1)) == 3);
  CHECK(ids.Take(kStart + NetnsIds::kRest) == 1);
}

TEST_CASE("Once all numbers are out there is none, until one has rested") {
  NetnsIds ids;
  for (int i = 0; i < 65'535; ++i) REQUIRE(ids.Take(kStart).has_value());
  CHECK_FALSE(ids.Take(kStart).has_value());
  ids.Release(65'535, kStart);
  CHECK_FALSE(ids.Take(kStart).has_value());
  CHECK(ids.Take(kStart + NetnsIds::kRest) == 65'535);
}

}  // namespace
}  // namespace sockwatch
