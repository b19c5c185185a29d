#include "api/status.h"

#include <catch2/catch.hpp>

#include "snapshots.h"

namespace sockwatch::api {
namespace {

using testing::Ask;
using testing::At;

}  // namespace

TEST_CASE("The status tells what the daemon knows of itself, errors that were none left out") {
  Snapshot snapshot = testing::LeakingSnapshot();
  snapshot.groups_limit = 200;
  snapshot.netns.resize(2);
  snapshot.netns[0].last_complete = At(1);
  SelfStats stats;
  stats.CountError(ErrorReason::kDumpTimedOut);
  stats.SetFeature(Feature::kAttribution, true);
  StatusFacts facts{.ready = true, .pid = 7, .last_dump = DumpResult::kTimedOut, .dumped = true};
  facts.process.start_time_seconds = 990;
  const Json data = StatusData({snapshot, At(1000)}, facts, stats).data;
  CHECK(data["uptime_seconds"] == 10);
  CHECK(data["errors"].dump() == R"({"dump_timed_out":1})");
  CHECK(data["last_dump"]["result"] == "timed_out");
  CHECK(data["features"]["attribution"] == true);
  CHECK(data["groups"] == 1);
  CHECK(data["namespaces"].dump() == R"({"sampled":1,"failed":1})");
  CHECK(data["rss_bytes"].is_null());
}

TEST_CASE("Before the first dump there is no last one") {
  const SelfStats stats;
  CHECK(StatusData({Snapshot{}, At(0)}, {}, stats).data["last_dump"].is_null());
}

}  // namespace sockwatch::api
