#include "leaks/leak_chain.h"

#include <catch2/catch.hpp>

namespace sockwatch {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using std::chrono::seconds;

// From 4 min on, a window of 10 min.
constexpr const LeakScale& kScale = kLeakScales[1];

AgeHistogram Every(seconds gap, seconds from, seconds to) {
  AgeHistogram ages;
  for (seconds age = from; age <= to; age += gap) ages.Add(age);
  return ages;
}

TEST_CASE("A chain without gaps goes back to the oldest socket, exactly") {
  AgeHistogram ages = Every(36s, 0s, 2h);
  ages.Add(2h + 40s + 7ms);
  CHECK(ChainAge(kScale, ages) == 2h + 40s + 7ms);
}

TEST_CASE("What lies behind a long gap is no part of the chain, which ends at its bucket's edge") {
  AgeHistogram ages = Every(36s, 0s, 30min + 7s);
  ages.Add(46min);
  CHECK(ChainAge(kScale, ages) == 30min);
}

TEST_CASE("A pause of a quarter of an hour does not break the chain") {
  AgeHistogram ages = Every(36s, 0s, 30min);
  ages.Add(45min);
  CHECK(ChainAge(kScale, ages) == 45min);
}

TEST_CASE("The fewer sockets a chain has the longer may its gaps be, up to a window") {
  const LeakScale& slow = kLeakScales.back();
  AgeHistogram ages = Every(15min, 1h, 3h);
  ages.Add(16min);
  ages.Add(5h + 30min);
  CHECK(ChainAge(slow, ages) == 5h + 30min);
  ages.Add(8h + 30min);
  CHECK(ChainAge(slow, ages) == 5h + 30min);
}

TEST_CASE("A chain of more than a day goes back to the oldest socket") {
  AgeHistogram ages = Every(60s, 0s, 30h);
  CHECK(ChainAge(kScale, ages) == 30h);
}

}  // namespace
}  // namespace sockwatch
