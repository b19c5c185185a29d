#include "leaks/leak_scale.h"

#include <catch2/catch.hpp>

namespace sockwatch {
namespace {

using namespace std::chrono_literals;
using std::chrono::seconds;

// From 5 min on, a window of 40 min.
constexpr const LeakScale& kScale = kLeakScales[2];

AgeHistogram Every(seconds gap, seconds from, seconds to) {
  AgeHistogram ages;
  for (seconds age = from; age < to; age += gap) ages.Add(age);
  return ages;
}

TEST_CASE("Sockets still come until the youngest is a dozen mean gaps too old") {
  CHECK(LooksLikeLeak(kScale, Every(4s, 5min + 45s, 1h), 0s));
  CHECK_FALSE(LooksLikeLeak(kScale, Every(4s, 6min, 1h), 0s));
}

TEST_CASE("Ages that are known to a look may be as old as that") {
  CHECK(LooksLikeLeak(kScale, Every(4s, 6min, 1h), 1min));
}

TEST_CASE("However few there are, none in a quarter of the window is the end") {
  CHECK(LooksAlive(kScale, Every(4min, 14min, 1h), 0s));
  CHECK_FALSE(LooksAlive(kScale, Every(4min, 16min, 1h), 0s));
}

TEST_CASE("Two thirds of six windows are a long leak") {
  CHECK(LooksLong(kScale, Every(7min, 5min, 4h + 5min)));
  CHECK_FALSE(LooksLong(kScale, Every(8min, 5min, 4h + 5min)));
}

}  // namespace
}  // namespace sockwatch
