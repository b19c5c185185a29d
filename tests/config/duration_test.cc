#include "config/duration.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <string>

namespace sockwatch {
namespace {

std::int64_t Ms(std::string_view text) {
  const auto duration = ParseDuration(text);
  REQUIRE(duration.Ok());
  return duration.Value().count();
}

std::string Problem(std::string_view text) {
  const auto duration = ParseDuration(text);
  REQUIRE_FALSE(duration.Ok());
  return duration.Failure().text;
}

}  // namespace

TEST_CASE("Each unit of a duration has its length") {
  CHECK(Ms("1ms") == 1);
  CHECK(Ms("1s") == 1'000);
  CHECK(Ms("1m") == 60'000);
  CHECK(Ms("1h") == 3'600'000);
  CHECK(Ms("1d") == 86'400'000);
  CHECK(Ms("1w") == 7 * 86'400'000LL);
  CHECK(Ms("1y") == 365 * 86'400'000LL);
}

TEST_CASE("Units of a duration add up, the larger first") {
  CHECK(Ms("1m30s") == 90'000);
  CHECK(Ms("1y2w3d4h5m6s7ms") == 33'019'506'007);
  CHECK(Ms("0s") == 0);
  CHECK(Ms("90m") == 5'400'000);
}

TEST_CASE("A bare number is not a duration, and the error says that it lacks a unit") {
  CHECK(Problem("5") == "'5' has no unit");
  CHECK(Problem("0") == "'0' has no unit");
  CHECK(Problem("1m30") == "'1m30' has no unit");
}

TEST_CASE("Anything else is not a duration") {
  for (const char* text : {"", "s", "5 s", " 5s", "5s ", "5S", "-5s", "+5s", "1.5s", "5x", "5sec",
                           "30s1m", "1s1s", "1ms1s", "m5", "5\u00b5s", "5s,"}) {
    CHECK(Problem(text) == "'" + std::string(text) + "' is not a duration");
  }
}

TEST_CASE("The longest duration is that of 64 bits of milliseconds") {
  CHECK(Ms("9223372036854775807ms") == 9'223'372'036'854'775'807);
  CHECK(Problem("9223372036854775808ms") == "'9223372036854775808ms' is too long");
  CHECK(Ms("9223372036854775s807ms") == 9'223'372'036'854'775'807);
  CHECK(Problem("9223372036854775s808ms") == "'9223372036854775s808ms' is too long");
  CHECK(Problem("300000000y") == "'300000000y' is too long");
}

TEST_CASE("A duration is written in the fewest exact units, and read back as it was") {
  using std::chrono::seconds;
  CHECK(DurationText(seconds(1)) == "1s");
  CHECK(DurationText(seconds(300)) == "5m");
  CHECK(DurationText(seconds(3600)) == "1h");
  CHECK(DurationText(seconds(90)) == "1m30s");
  CHECK(DurationText(seconds(30 * 86400)) == "30d");
  CHECK(ParseDuration(DurationText(seconds(100'001))).Value() == seconds(100'001));
}

}  // namespace sockwatch
