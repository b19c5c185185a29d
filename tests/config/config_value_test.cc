// Each key at both edges of its range and just beyond them.
#include <catch2/catch.hpp>
#include <chrono>
#include <string>
#include <vector>

#include "config/load_text.h"

namespace sockwatch::test {
namespace {

std::string Poll(const std::string& value) { return "poll: {interval: " + value + "}"; }
std::string Limit(const std::string& key, const std::string& value) {
  return "limits: {" + key + ": " + value + "}";
}
std::string Budget(const std::string& value) { return "attribution: {cpu_budget: " + value + "}"; }

}  // namespace

using Lines = std::vector<std::string>;

TEST_CASE("poll.interval goes from 100ms to 10m") {
  CHECK(Load(Poll("100ms")).poll.interval == std::chrono::milliseconds(100));
  CHECK(Load(Poll("10m")).poll.interval == std::chrono::minutes(10));
  CHECK(Load(Poll("\"5s\"")).poll.interval == std::chrono::seconds(5));
  CHECK(ErrorsOf(Poll("99ms")) == Lines{"1: poll.interval: '99ms' is out of range (expected a "
                                        "duration from 100ms to 10m, like 5s)"});
  CHECK_FALSE(Loads(Poll("10m1ms")));
  CHECK_FALSE(Loads(Poll("0s")));
}

TEST_CASE("A bare number is told to lack a unit") {
  CHECK(ErrorsOf(Poll("5")) == Lines{"1: poll.interval: '5' has no unit (expected a duration from "
                                     "100ms to 10m, like 5s)"});
}

TEST_CASE("retention goes from 1m to 30d in whole seconds") {
  CHECK(Load("retention: 1m").retention == std::chrono::minutes(1));
  CHECK(Load("retention: 30d").retention == std::chrono::hours(720));
  CHECK(Load("retention: 1m1s").retention == std::chrono::seconds(61));
  CHECK_FALSE(Loads("retention: 59s"));
  CHECK_FALSE(Loads("retention: 30d1s"));
  CHECK(ErrorsOf("retention: 1m1ms") ==
        Lines{"1: retention: '1m1ms' is too fine (expected a duration from 1m to 30d in whole "
              "seconds, like 24h)"});
}

TEST_CASE("limits.groups goes from 1 to 10000") {
  CHECK(Load(Limit("groups", "1")).limits.groups == 1);
  CHECK(Load(Limit("groups", "10000")).limits.groups == 10'000);
  CHECK(ErrorsOf(Limit("groups", "0")) == Lines{"1: limits.groups: '0' is out of range (expected a "
                                                "whole number from 1 to 10000)"});
  CHECK_FALSE(Loads(Limit("groups", "10001")));
}

TEST_CASE("limits.series goes from 500 to 1000000") {
  CHECK(Load(Limit("series", "500")).limits.series == 500);
  CHECK(Load(Limit("series", "1000000")).limits.series == 1'000'000);
  CHECK_FALSE(Loads(Limit("series", "499")));
  CHECK_FALSE(Loads(Limit("series", "1000001")));
}

TEST_CASE("limits.sockets goes from 1000 to 100000000") {
  CHECK(Load(Limit("sockets", "1000")).limits.sockets == 1'000);
  CHECK(Load(Limit("sockets", "100000000")).limits.sockets == 100'000'000);
  CHECK_FALSE(Loads(Limit("sockets", "999")));
  CHECK_FALSE(Loads(Limit("sockets", "100000001")));
}

TEST_CASE("A number that no integer holds is out of range, not something else") {
  for (const char* value : {"-1", "4294967296", "4294967796", "18446744073709551617"}) {
    CHECK(ErrorsOf(Limit("groups", value)) ==
          Lines{"1: limits.groups: '" + std::string(value) +
                "' is out of range (expected a whole number from 1 to 10000)"});
  }
}

TEST_CASE("A count is written in plain decimal") {
  for (const char* value : {"1e3", "0x10", "010", "+5", "1_000", "5.0", "-", "5 0", "true"}) {
    CHECK(ErrorsOf(Limit("groups", value)) ==
          Lines{"1: limits.groups: '" + std::string(value) +
                "' is not a whole number (expected a whole number from 1 to 10000)"});
  }
  CHECK(ErrorsOf(Limit("groups", "'200'")) ==
        Lines{"1: limits.groups: '200' is text (expected a whole number from 1 to 10000, without "
              "quotes)"});
}

TEST_CASE("attribution.cpu_budget goes from 0.1% to 100%") {
  CHECK(Load(Budget("1%")).attribution.cpu_budget == 0.01);
  CHECK(Load(Budget("0.1%")).attribution.cpu_budget == Approx(0.001));
  CHECK(Load(Budget("0.5%")).attribution.cpu_budget == Approx(0.005));
  CHECK(Load(Budget("100%")).attribution.cpu_budget == 1.0);
  CHECK(Load(Budget("'2%'")).attribution.cpu_budget == 0.02);
  CHECK_FALSE(Loads(Budget("0.09%")));
  CHECK_FALSE(Loads(Budget("100.1%")));
  CHECK_FALSE(Loads(Budget("0%")));
}

TEST_CASE("A share is written in percent, with the sign") {
  const std::string expected = " (expected a share of one core from 0.1% to 100%, like 1%)";
  CHECK(ErrorsOf(Budget("0.01")) ==
        Lines{"1: attribution.cpu_budget: '0.01' has no percent sign" + expected});
  for (const char* value : {"'%'", "1 %", "1%%", "'1% '", "1e1%", ".5%", "1.%", "-1%", "inf%",
                            "nan%", "0x1%", "1.2.3%", "one"}) {
    REQUIRE(ErrorsOf(Budget(value)).size() == 1);
    CHECK_THAT(ErrorsOf(Budget(value))[0], Catch::Contains("is not a share in percent" + expected));
  }
}

TEST_CASE("A value of the wrong kind says what it is and what was expected") {
  CHECK(ErrorsOf("retention: [24h]") ==
        Lines{"1: retention: is a list (expected a duration from 1m to 30d in whole seconds, like "
              "24h)"});
  CHECK(ErrorsOf("retention: {h: 24}").size() == 1);
  CHECK(ErrorsOf(Limit("groups", "")) ==
        Lines{"1: limits.groups: has no value (expected a whole number from 1 to 10000)"});
}

}  // namespace sockwatch::test
