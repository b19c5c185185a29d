#include "namespaces/netns_filter.h"

#include <catch2/catch.hpp>

namespace sockwatch {
namespace {

TEST_CASE("Wanted is what one of include matches as a whole and none of exclude") {
  const NetnsFilter filter({"pod-.*", "blue"}, {".*-test", "pod-a"});
  CHECK(filter.Wants("blue"));
  CHECK(filter.Wants("pod-b"));
  CHECK_FALSE(filter.Wants("blue2"));
  CHECK_FALSE(filter.Wants("pod-a"));
  CHECK(filter.Wants("pod-ab"));
  CHECK_FALSE(filter.Wants("pod-b-test"));
}

TEST_CASE("Without include nothing is wanted") { CHECK_FALSE(NetnsFilter({}, {}).Wants("blue")); }

TEST_CASE("A pattern that does not compile matches nothing") {
  CHECK_FALSE(NetnsFilter({"("}, {}).Wants("("));
  CHECK(NetnsFilter({".*"}, {"("}).Wants("("));
}

}  // namespace
}  // namespace sockwatch
