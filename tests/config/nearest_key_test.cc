#include "config/nearest_key.h"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace sockwatch {
namespace {

std::string Nearest(std::string_view key) {
  const std::vector<std::string_view> known = {"exe", "comm", "cmdline", "unit", "interval"};
  return std::string(NearestKey(key, known).value_or(""));
}

}  // namespace

TEST_CASE("One letter added, lost or changed, and two swapped, are seen through") {
  CHECK(Nearest("intervall") == "interval");
  CHECK(Nearest("intrval") == "interval");
  CHECK(Nearest("Interval") == "interval");
  CHECK(Nearest("itnerval") == "interval");
  CHECK(Nearest("uint") == "unit");
  CHECK(Nearest("nuit") == "unit");
}

TEST_CASE("Two edits are allowed for a long key, not for a short one") {
  CHECK(Nearest("inter_vall") == "interval");
  CHECK(Nearest("inter_valls").empty());
  CHECK(Nearest("cmd_lines") == "cmdline");
  CHECK(Nearest("exec") == "exe");
  CHECK(Nearest("execs").empty());
  CHECK(Nearest("commas").empty());
  CHECK(NearestKey("group__", {"group"}) == "group");
}

TEST_CASE("Of several near keys the nearest is named") {
  CHECK(NearestKey("grops", {"drops", "groups"}) == "drops");
  CHECK(NearestKey("groupss", {"gropuss_", "groups"}) == "groups");
}

TEST_CASE("A key like no other has no nearest key") {
  CHECK(Nearest("").empty());
  CHECK(Nearest("retention").empty());
  CHECK(Nearest(std::string(1'000'000, 'x')).empty());
  CHECK_FALSE(NearestKey("a", {}).has_value());
}

}  // namespace sockwatch
