#include "api/history.h"

#include <catch2/catch.hpp>
#include <memory>
#include <string>

#include "snapshots.h"

namespace sockwatch::api {
namespace {

using std::chrono::seconds;
using testing::Ask;
using testing::At;
using testing::Curl;
using testing::Orders;

struct Fixture {
  // At step `step`, one second into it.
  void Feed(int step, std::uint32_t close_wait, std::uint32_t old = 0) {
    Snapshot snapshot = testing::LeakingSnapshot();
    snapshot.groups = {testing::Row(Orders(), 3, close_wait), testing::Row(Curl(), 9)};
    snapshot.groups[0].close_wait.older = {close_wait, old, 0};
    snapshot.netns.emplace_back().sockets[0].at(Index(TcpState::kCloseWait)) = close_wait;
    FeedSnapshot(step, &snapshot);
  }
  void FeedSnapshot(int step, const Snapshot* snapshot) {
    const auto seconds_in = seconds(step * 10 + 1);
    history->Feed(snapshot, MonoTime(seconds(100'000) + seconds_in), At(500) + seconds_in);
  }
  Json Get(const Parameters& parameters = {}) {
    return history->Answer(Ask(Resource::kHistory, parameters)).data;
  }
  // The last `count` of the group's points.
  std::string Last(const char* of, std::size_t count) {
    const Json points = Get()["groups"].at(0)[of];
    Json last = Json::array();
    for (std::size_t i = points.size() - count; i < points.size(); ++i) last.push_back(points[i]);
    return last.dump();
  }

  std::unique_ptr<History> history = std::make_unique<History>();
};

}  // namespace

TEST_CASE_METHOD(Fixture, "A point is kept for each step, the last of each") {
  Feed(0, 1);
  Feed(1, 2, 1);
  Feed(1, 3, 2);
  CHECK(Last("close_wait", 3) == "[null,1,3]");
  CHECK(Last("old", 2) == "[0,2]");
  CHECK(Get()["total"]["close_wait"].back() == 3);
  CHECK(Get()["step_seconds"] == 10);
  CHECK(Get()["end_at"] == 511);
}

TEST_CASE_METHOD(Fixture, "Steps without a sample are empty") {
  Feed(0, 1);
  FeedSnapshot(1, nullptr);
  Feed(4, 2);
  CHECK(Last("close_wait", 5) == "[1,null,null,null,2]");
}

TEST_CASE_METHOD(Fixture, "A group begins at zero where others were seen before it") {
  FeedSnapshot(0, std::make_unique<Snapshot>().get());
  Feed(1, 5);
  CHECK(Last("close_wait", 2) == "[0,5]");
}

TEST_CASE_METHOD(Fixture, "Groups without CLOSE_WAIT in the hour are not kept") {
  Feed(0, 1);
  CHECK(Get()["groups"].size() == 1);
  for (int step = 1; step < 360; ++step) Feed(step, 0);
  CHECK(Get()["groups"].size() == 1);
  Feed(360, 0);
  CHECK(Get()["groups"].empty());
}

TEST_CASE_METHOD(Fixture, "A pause longer than an hour leaves nothing old behind") {
  Feed(0, 7);
  Feed(1000, 1);
  const Json points = Get()["total"]["close_wait"];
  CHECK(points.size() == 360);
  CHECK(points.back() == 1);
  for (std::size_t i = 0; i + 1 < points.size(); ++i) REQUIRE(points[i].is_null());
}

TEST_CASE_METHOD(Fixture, "Before the first point there is nothing") {
  CHECK(Get()["end_at"].is_null());
  CHECK(Get()["groups"].empty());
}

TEST_CASE_METHOD(Fixture, "Groups are filtered, totals are not") {
  Feed(0, 4);
  const Json data = Get({{"process", "curl"}});
  CHECK(data["groups"].empty());
  CHECK(data["total"]["close_wait"].back() == 4);
}

TEST_CASE_METHOD(Fixture, "Growth is known after two minutes, and is that of a line") {
  for (int step = 0; step < 11; ++step) Feed(step, 10 + 2 * static_cast<std::uint32_t>(step));
  CHECK_FALSE(history->GrowthOf(Orders()));
  Feed(11, 32);
  CHECK(history->GrowthOf(Orders()).value() == Approx(720));
  CHECK_FALSE(history->GrowthOf(Curl()));
}

TEST_CASE_METHOD(Fixture, "What was before the group last had none is not its growth") {
  for (int step = 0; step < 20; ++step) Feed(step, 500);
  Feed(20, 0);
  for (int step = 21; step < 40; ++step) Feed(step, static_cast<std::uint32_t>(step - 20));
  CHECK(history->GrowthOf(Orders()).value() == Approx(360));
}

TEST_CASE_METHOD(Fixture, "Growth may be negative") {
  for (int step = 0; step < 20; ++step) Feed(step, 100 - static_cast<std::uint32_t>(step));
  CHECK(history->GrowthOf(Orders()).value() == Approx(-360));
}

TEST_CASE("However many groups leak, at most 2 MB are kept, of those that leak most") {
  const auto history = std::make_unique<History>();
  Snapshot snapshot;
  for (std::uint32_t i = 1; i <= 10'000; ++i) {
    GroupLabels labels = Orders();
    labels.process = std::string(120, 'p') + std::to_string(i);
    snapshot.groups.push_back(testing::Row(labels, 0, i));
  }
  history->Feed(&snapshot, MonoTime(seconds(1000)), At(1));
  CHECK(history->Bytes() <= 2'000'000);
  const Json groups = history->Answer(Ask(Resource::kHistory)).data["groups"];
  REQUIRE(groups.size() == History::kMostGroups);
  CHECK(groups[0]["close_wait"].back() == 10'000);
  CHECK(groups[History::kMostGroups - 1]["close_wait"].back() == 10'001 - History::kMostGroups);
}

}  // namespace sockwatch::api
