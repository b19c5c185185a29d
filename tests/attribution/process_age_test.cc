#include "attribution/process_age.h"

#include <unistd.h>

#include <catch2/catch.hpp>

#include "resolver_harness.h"

namespace sockwatch {

using testing::Query;
using testing::ResolverHarness;
using namespace std::chrono_literals;

namespace {

std::uint64_t Ticks(std::uint64_t seconds) {
  return seconds * static_cast<std::uint64_t>(sysconf(_SC_CLK_TCK));
}

}  // namespace

TEST_CASE("A process is as old as the time since the boot less its start time") {
  CHECK(AgeAt(100s, Ticks(40)) == 60s);
  CHECK(AgeAt(100s + 9ms, Ticks(100)) == 9ms);
  CHECK(AgeAt(100s, Ticks(1) / 2) == 99500ms);
  CHECK(AgeAt(100s, 0) == 100s);
}

TEST_CASE("A process that has just started is a millisecond old: no age means unknown") {
  CHECK(AgeAt(100s, Ticks(100)) == 1ms);
}

TEST_CASE("A start that is yet to come says nothing about the age") {
  CHECK(AgeAt(100s, Ticks(100) + 1) == 0ms);
  CHECK(AgeAt(100s, UINT64_MAX) == 0ms);
  CHECK(AgeAt(0s, Ticks(1)) == 0ms);
  CHECK(AgeAt(-5s, Ticks(1)) == 0ms);
}

TEST_CASE_METHOD(ResolverHarness, "An owner's age is that at the time of the answer") {
  proc.Put({.pid = 10, .start_time = Ticks(3600)});
  proc.Socket(10, 3, 500);
  since_boot = 2h;
  Resolve({Query(500)});
  CHECK(For(500).owner.age == 1h);
  since_boot = 3h;
  Resolve({Query(500)});
  CHECK(For(500).owner.age == 2h);
}

}  // namespace sockwatch
