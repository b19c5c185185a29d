#include <catch2/catch.hpp>

#include "tool/finding.h"

namespace sockwatch::tool {
namespace {

Json Data(Json rows) { return {{"data", Json::array({std::move(rows)})}}; }

std::vector<Finding> OfQueue(int length) {
  std::vector<Finding> findings;
  AppendAcceptQueues(Data({{"process", "nginx"},
                           {"address", "0.0.0.0"},
                           {"port", 80},
                           {"accept_queue", length},
                           {"accept_queue_limit", 10}}),
                     findings);
  return findings;
}

TEST_CASE("an accept queue is a matter from half its limit on, and bad when it is full") {
  CHECK(OfQueue(4).empty());
  REQUIRE(OfQueue(5).size() == 1);
  CHECK(OfQueue(5)[0].severity == Severity::kLook);
  CHECK(OfQueue(11)[0].severity == Severity::kBad);
  CHECK(OfQueue(11)[0].subject == "nginx, listener on *:80");
}

std::vector<Finding> OfPorts(double ratio, int held, int time_wait) {
  std::vector<Finding> findings;
  AppendPorts(Data({{"source", "10.0.0.1"},
                    {"destination", "10.0.0.2:80"},
                    {"held", held},
                    {"time_wait", time_wait},
                    {"limit", 28232},
                    {"used_ratio", ratio}}),
              findings);
  return findings;
}

TEST_CASE("ports that run out are told with what keeps them") {
  CHECK(OfPorts(0.5, 1, 0).empty());
  REQUIRE(OfPorts(0.7, 1, 20'000).size() == 1);
  CHECK(OfPorts(0.7, 1, 20'000)[0].severity == Severity::kLook);
  CHECK(OfPorts(0.7, 1, 20'000)[0].first[0].starts_with("keep connections"));
  CHECK(OfPorts(0.9, 20'000, 1)[0].severity == Severity::kBad);
  CHECK(OfPorts(0.9, 20'000, 1)[0].first[0].starts_with("give the pool a limit"));
}

TEST_CASE("many in TIME_WAIT are explained as harmless") {
  std::vector<Finding> findings;
  AppendTimeWait(Data({{"process", "ab"}, {"states", {{"time_wait", 6000}}}}), findings);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].severity == Severity::kGood);
  CHECK(findings[0].evidence[0] == "6000 in TIME_WAIT: about 100 connections closed a second");
}

}  // namespace
}  // namespace sockwatch::tool
